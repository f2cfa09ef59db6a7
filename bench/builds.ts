import { randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from '../src/sandbox/http.ts';
import { type Errand, Memory } from './big-log.ts';
import { type Burst, BurstOutcome } from './burst.ts';
import { type Child, startChild } from './children.ts';
import { percentile, table } from './figures.ts';
import { openHarbour, whenReady } from './shipmate.ts';

/**
 * `npm run bench:builds`: what a bad day of builds does to the bot.
 * (a) 2,000 signed webhooks at once, of builds that fail on twenty release branches of two repositories, again and again: how fast they
 *     are acknowledged, how many cards they make, and whether Slack ever has to say "too fast".
 * (b) the log of a job, a hundred megabytes long: what the reading of it takes of memory.
 */
const most = 2_000;
const connections = 100;
const branches = Array.from({ length: 10 }, (_, nth) => `release/${nth + 1}.0`);
const repos = ['acme/checkout', 'acme/payments'];
const streaks = repos.length * branches.length;
/** The grace in which a newer green run would cancel the notice, and a card a second. */
const patienceMs = 6 * 60_000;
const bigLogBytes = 100 * 1024 * 1024;

const watching = `builds:\n${repos.map((repo) => `  - { repo: ${repo}, branch: "release/*", channel: C0BUILDS }\n`).join('')}`;
const harbour = await openHarbour((yaml) => `${yaml.replace(/(?<=\n)builds:.*\n(?: .*\n)*/, '')}${watching}`);
const sink = await listen((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(202).end());
});
const children: Pick<Child, 'end'>[] = [];
let missed = false;
try {
  console.log(`on ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load before: ${loadavg()[0]?.toFixed(1)}\n`);
  await theBurst();
  await theBigLog();
} finally {
  await Promise.all(children.map((child) => child.end()));
  await sink.close();
  await harbour.close();
}
if (missed) process.exitCode = 1;

async function theBurst(): Promise<void> {
  const { github, slack, webhookSecret } = harbour;
  // what GitHub would send is gathered first, so that it can be sent all at once
  github.webhooks.deliverTo(sink.url, webhookSecret);
  for (let round = 0; github.webhooks.sent.length < most; round++) {
    for (const repo of repos) {
      for (const branch of branches) github.builds.runs(repo, { branch, title: `Change ${round}`, jobs: [{ log: failing(branch) }] });
    }
  }
  await github.webhooks.idle();
  const deliveries = shuffled(github.webhooks.sent.slice(0, most)).map(({ event, payload }) => ({
    id: randomUUID(),
    event,
    body: JSON.stringify(payload),
  }));

  const bot = await harbour.start('both');
  children.push(bot);
  await whenReady(bot);
  const sender = startChild('bench/burst.ts', { execArgv: ['--import', 'tsx'] });
  children.push(sender);
  const burst = async (some: Burst['deliveries']) => {
    sender.tell({ port: bot.port, secret: webhookSecret, connections, deliveries: some } satisfies Burst);
    return sender.hears(BurstOutcome);
  };
  await burst(Array.from({ length: 200 }, () => ({ id: randomUUID(), event: 'ping', body: '{}' })));
  const { seconds, statuses, latenciesMs } = await burst(deliveries);
  const acknowledged = statuses['202'] ?? 0;

  const begun = performance.now();
  const cards = () => slack.messages('builds', { as: 'ana' }).filter(({ threadTs, user }) => threadTs === undefined && user.bot).length;
  while (cards() < streaks && performance.now() - begun < patienceMs) await pause(500);
  await pause(5_000);
  const tooFast = slack.calls.filter(({ error }) => error === 'ratelimited').length;

  console.log(
    `${table([
      ['webhooks', 'seconds', 'p50 ms', 'p99 ms', 'cards', 'streaks', 'calls to Slack'],
      [
        String(acknowledged),
        seconds.toFixed(1),
        percentile(latenciesMs, 0.5).toFixed(0),
        percentile(latenciesMs, 0.99).toFixed(0),
        String(cards()),
        String(streaks),
        String(slack.calls.length),
      ],
    ])}\n`,
  );
  aim('all 2,000 webhooks are acknowledged', acknowledged, acknowledged === most);
  aim('p99 of the acknowledgements is under 1,000 ms', percentile(latenciesMs, 0.99), percentile(latenciesMs, 0.99) < 1_000);
  aim('one card for each streak', cards(), cards() === streaks);
  aim('Slack never has to say that it is too fast', tooFast, tooFast === 0);
}

async function theBigLog(): Promise<void> {
  const { github } = harbour;
  const [repo = ''] = repos;
  const jobs = github.builds.runs(repo, { jobs: [{ log: failing('main') }, { name: 'big', log: bigLog }] }).attempts[0]?.jobs ?? [];
  const [small = '', big = ''] = jobs.map(({ id }) => String(id));
  const reader = startChild('bench/big-log.ts', { execArgv: ['--import', 'tsx'] });
  children.push(reader);
  reader.tell({ apiUrl: github.url, token: github.token, repo, small, big } satisfies Errand);
  const { restMb, peakMb, seconds, say } = await reader.hears(Memory);
  console.log(`\n100 MB of log in ${seconds.toFixed(1)} s, ${restMb.toFixed(0)} MB at rest, ${peakMb.toFixed(0)} MB at most: ${say}\n`);
  aim('reading it takes under 150 MB', peakMb - restMb, peakMb - restMb < 150);
  aim('the line that matters is found', 1, say.startsWith('AssertionError: expected 500 to be 200'));
}

function failing(where: string): string {
  return `
 FAIL  test/orders.spec.ts > Orders > refunds a paid order on ${where}
AssertionError: expected 500 to be 200 // Object.is equality
 ❯ test/orders.spec.ts:88:23
`;
}

function* bigLog(): Generator<string> {
  for (let bytes = 0, nth = 0; bytes < bigLogBytes; nth++) {
    const line = `   ✓ test/spec-${nth}.ts > does what it is asked to do, and says so at length ${'.'.repeat(nth % 60)} 12ms`;
    bytes += line.length + 30;
    yield line;
  }
  yield* failing('main').split('\n');
  yield '##[error]Process completed with exit code 1.';
}

/** Webhooks come in any order. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: randomUUID() }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ item }) => item);
}

function aim(says: string, value: number, met: boolean): void {
  if (!met) missed = true;
  console.log(`${met ? 'met   ' : 'missed'}  ${value.toFixed(value % 1 === 0 ? 0 : 1)}  ${says}`);
}
