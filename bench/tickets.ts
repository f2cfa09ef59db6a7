import { createHash } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile, table } from './figures.ts';
import { openHarbour, whenReady } from './shipmate.ts';

/**
 * `npm run bench:tickets [--real]`: how long somebody waits for a ticket's number, and what becomes of very many at once.
 * (a) One after another, GitHub answering everything after 200 ms: from Enter to the number in the asker's private answer. The built bot.
 * (b) 500 tickets typed at once. GitHub wants writes a second apart, takes 80 a minute and 500 an hour, and turns away what is faster: that
 *     takes over eight minutes, which `--real` does. Otherwise the hour is twenty times shorter on both sides alike: the bot pauses 50 ms
 *     instead of a second, and GitHub's limits are 80 in three seconds and 500 in three minutes. Who broke the pace would be turned away
 *     here as there, and that is counted.
 */
const singles = 30;
const many = 500;
const answersAfterMs = 200;
const patienceOfOneMs = 30_000;
const repo = 'acme/checkout';
const isReal = process.argv.includes('--real');
const faster = isReal ? 1 : 20;
const patienceMs = isReal ? 30 * 60_000 : 5 * 60_000;

const harbour = await openHarbour((yaml) => yaml.replace(/^tickets: \{/m, 'tickets: { perMinute: { person: 100000, workspace: 100000 },'));
let missed = false;
let running: { end(): Promise<void> } | undefined;
const { slack, github } = harbour;
try {
  console.log(`on ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load before: ${loadavg()[0]?.toFixed(1)}\n`);
  await oneByOne();
  await harbour.forget();
  await allAtOnce();
} finally {
  await running?.end();
  await harbour.close();
}
if (missed) process.exitCode = 1;

/** Words that no other ticket has: nobody shall be asked whether it is the same. */
function titleOf(nth: number, what: string): string {
  const words = createHash('sha256').update(`${what} ${nth}`).digest('hex');
  return [words.slice(0, 7), words.slice(8, 16), words.slice(20, 29)].join(' ');
}

async function oneByOne(): Promise<void> {
  const bot = await harbour.start('both');
  running = bot;
  await whenReady(bot);
  slack.deliverTo(`http://127.0.0.1:${bot.port}/slack/events`);
  const tookMs: number[] = [];
  // the first loads what later ones find loaded
  for (let nth = -2; nth < singles; nth++) {
    github.setDelay(answersAfterMs);
    const title = titleOf(nth, 'single');
    const begun = performance.now();
    const { reply } = await slack.types({ as: 'ana', channel: 'checkout', text: `/ticket ${title}` });
    while (!isNumbered(title)) {
      if (performance.now() - begun > patienceOfOneMs) throw new Error(`No number came after: ${reply?.text}`);
      await pause(2);
    }
    if (nth >= 0) tookMs.push(performance.now() - begun);
    await pause(1_000); // nobody types faster than GitHub lets them write
  }
  github.setDelay(0);
  await bot.end();
  console.log(
    `${table([
      ['from Enter to the number', 'p50 ms', 'p99 ms', 'most ms'],
      [`${singles} tickets, GitHub after ${answersAfterMs} ms`, ...[0.5, 0.99, 1].map((share) => percentile(tookMs, share).toFixed(0))],
    ])}\n`,
  );
}

function isNumbered(title: string): boolean {
  const seen = slack.messages('checkout', { as: 'ana' });
  return seen.some(({ ephemeral, text }) => ephemeral && text.includes('is raised') && text.includes(title));
}

async function allAtOnce(): Promise<void> {
  github.issues.setWriteLimits([
    { most: 80, inMs: 60_000 / faster },
    { most: 500, inMs: 3_600_000 / faster },
  ]);
  const before = github.issues.all(repo).length;
  const taken = github.issues.writes.taken;
  const bot = await harbour.start('both', {
    path: 'bench/paced-bot.ts',
    args: [String(1_000 / faster)],
    execArgv: ['--import', 'tsx'],
  });
  running = bot;
  await whenReady(bot);
  slack.deliverTo(`http://127.0.0.1:${bot.port}/slack/events`);
  const titles = Array.from({ length: many }, (_, nth) => titleOf(nth, 'many'));
  const begun = performance.now();
  const replies = await Promise.all(titles.map((title) => slack.types({ as: 'ana', channel: 'checkout', text: `/ticket ${title}` })));
  const typedMs = performance.now() - begun;
  const told = (words: string) => String(replies.filter(({ reply }) => reply?.text.includes(words)).length);
  const deadline = performance.now() + patienceMs;
  while (github.issues.all(repo).length < before + many && performance.now() < deadline) await pause(100);
  const tookMs = performance.now() - begun;
  await pause(3_000); // what would be raised twice comes late
  const raised = new Map<string, number>();
  for (const { title } of github.issues.all(repo)) raised.set(title, (raised.get(title) ?? 0) + 1);
  const lost = titles.filter((title) => !raised.has(title)).length;
  const doubled = titles.filter((title) => (raised.get(title) ?? 0) > 1).length;
  await bot.end();
  console.log(
    table([
      [
        'at once',
        'told Raising',
        'told Noted',
        'told by Slack: too late',
        'all typed s',
        'all raised s',
        'in GitHub’s time s',
        'lost',
        'doubled',
        'turned away for pace',
      ],
      [
        `${many} tickets${isReal ? '' : ', time twenty times faster'}`,
        told('Raising'),
        told('Noted'),
        told('operation_timeout'),
        (typedMs / 1_000).toFixed(1),
        (tookMs / 1_000).toFixed(1),
        ((tookMs * faster) / 1_000).toFixed(0),
        String(lost),
        String(doubled),
        String(github.issues.writes.limited),
      ],
    ]),
  );
  const clean = lost === 0 && doubled === 0 && github.issues.writes.limited === 0 && github.issues.writes.taken - taken >= many;
  console.log(`\n${clean ? 'met   ' : 'missed'}  none lost, none doubled, none turned away`);
  missed ||= !clean;
}
