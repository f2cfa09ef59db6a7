import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Child, startChild } from './children.ts';
import { percentile, table } from './figures.ts';
import { type Order, Outcome } from './load.ts';
import { openHarbour, whenReady } from './shipmate.ts';

/**
 * `npm run bench:timeline [events]`: an incident of 10,000 events, and 50 people who log at once, each one line after the other.
 * How many lines a second are kept, how long somebody waits for the answer, and how long a file of it all takes. Then the file is read:
 * every line is there once, and what was answered before something else was typed stands before it.
 */
const events = Number(process.argv[2] ?? 10_000);
const warmUp = 500;
const crowd = Array.from({ length: 50 }, (_, nth) => ({ id: `U0CREW${String(nth).padStart(2, '0')}`, name: `crew${nth}` }));
const patienceMs = 120_000;
const Written = z.object({ timeline: z.array(z.object({ kind: z.string(), text: z.string(), occurredAt: z.string(), seq: z.number() })) });

const inSettings = crowd.map(({ id, name }) => `  - { name: ${name}, slack: ${id}, roles: [reporter] }\n`).join('');
const harbour = await openHarbour((yaml) => yaml.replace(/^people:\n/m, (head) => `${head}${inSettings}`));
const { slack, signingSecret } = harbour;
const children: Pick<Child, 'end'>[] = [];
let missed = false;
try {
  console.log(`on ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load before: ${loadavg()[0]?.toFixed(1)}\n`);
  for (const { id, name } of crowd)
    slack.welcomes({ id, name, realName: name, about: 'logs', teamId: 'T0ACME', timezone: 'Europe/Madrid' });
  const bot = await harbour.start('both');
  children.push(bot);
  await whenReady(bot);
  slack.deliverTo(`http://127.0.0.1:${bot.port}/slack/events`);
  const load = startChild('bench/load.ts', { execArgv: ['--import', 'tsx'] });
  children.push(load);
  const logs = async (texts: string[], incident: string): Promise<Outcome> => {
    const lines = texts.map((text) => `log ${text} --in ${incident}`);
    const expects = `E-${incident.replace(/\D/g, '')}-`;
    const people = crowd.map(({ id }) => id);
    load.tell({
      port: bot.port,
      signingSecret,
      connections: crowd.length,
      command: '/incident',
      texts: lines,
      expects,
      people,
    } satisfies Order);
    return load.hears(Outcome);
  };

  const other = await declare('Warming up');
  await logs(textsOf(warmUp), other);
  const incident = await declare('Everything is slow');
  const outcome = await logs(textsOf(events), incident);
  const tookMs: Record<string, number> = {};
  for (const format of ['json', 'md', 'csv']) tookMs[format] = await exported(incident, format);
  report(outcome, tookMs);
  check(outcome, incident);
} finally {
  await Promise.all(children.map((child) => child.end()));
  await harbour.close();
}
if (missed) process.exitCode = 1;

/** Words that name the line: which person's, and which one. */
function textsOf(many: number): string[] {
  return Array.from({ length: many }, (_, nth) => `line ${nth} of crew${nth % crowd.length}`);
}

async function declare(title: string): Promise<string> {
  const { reply } = await slack.types({ as: 'ana', channel: 'checkout', text: `/incident declare ${title} sev5 --thread` });
  const [id] = /INC-\d+/.exec(reply?.text ?? '') ?? [];
  if (id === undefined) throw new Error(`No incident was declared: ${reply?.text}`);
  return id;
}

/** From Enter to the file in the asker's own conversation, in milliseconds. */
async function exported(incident: string, format: string): Promise<number> {
  const begun = performance.now();
  await slack.types({ as: 'ana', channel: 'checkout', text: `/incident timeline ${incident} --export ${format}` });
  while (fileOf(incident, format) === undefined) {
    if (performance.now() - begun > patienceMs) throw new Error(`No ${format} came.`);
    await pause(10);
  }
  return performance.now() - begun;
}

function fileOf(incident: string, format: string): Uint8Array | undefined {
  const files = slack.messages('shipmate', { as: 'ana' }).flatMap((message) => message.files);
  const id = files.find(({ name }) => name === `${incident}-timeline.${format}`)?.id;
  return id === undefined ? undefined : slack.file(id, 'ana')?.bytes;
}

function report({ seconds, latenciesMs, errors }: Outcome, tookMs: Record<string, number>): void {
  console.log(
    `${table([
      ['50 people at once', 'events/s', 'p50 ms', 'p99 ms', 'most ms', 'errors'],
      [
        `${events} events`,
        (latenciesMs.length / seconds).toFixed(0),
        ...[0.5, 0.99, 1].map((share) => percentile(latenciesMs, share).toFixed(0)),
        String(errors),
      ],
    ])}\n`,
  );
  console.log(
    `${table([
      ['from Enter to the file', ...Object.keys(tookMs)],
      [`${events} events, seconds`, ...Object.values(tookMs).map((ms) => (ms / 1_000).toFixed(1))],
    ])}\n`,
  );
}

/** In order: by the times that stand there, and by what people saw. */
function check({ spans, errors }: Outcome, incident: string): void {
  const { timeline } = Written.parse(JSON.parse(new TextDecoder().decode(fileOf(incident, 'json'))));
  const lines = timeline.filter(({ kind, text }) => kind === 'note' && text.startsWith('line '));
  const different = new Set(lines.map(({ text }) => text)).size;
  const spanOf = new Map(spans.map((span) => [/line \d+ of crew\d+/.exec(span.text)?.[0] ?? '', span]));
  const backwards = timeline.filter(({ occurredAt }, index) => index > 0 && occurredAt < (timeline[index - 1]?.occurredAt ?? '')).length;
  let reordered = 0;
  let firstAnswerBelow = Number.POSITIVE_INFINITY;
  for (const { text } of lines.toReversed()) {
    const span = spanOf.get(text);
    if (span === undefined || firstAnswerBelow < span.sentMs) reordered += 1;
    firstAnswerBelow = Math.min(firstAnswerBelow, span?.answeredMs ?? Number.POSITIVE_INFINITY);
  }
  const clean = errors === 0 && lines.length === events && different === events && backwards === 0 && reordered === 0;
  console.log(
    table([['in the file', 'different', 'times backwards', 'reordered'], [lines.length, different, backwards, reordered].map(String)]),
  );
  console.log(`\n${clean ? 'met   ' : 'missed'}  every line once, none reordered`);
  missed ||= !clean;
}
