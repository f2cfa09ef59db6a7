import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { median, table } from './figures.ts';
import { type Bot, type Harbour, openHarbour } from './shipmate.ts';
import { answerTo } from './slash.ts';

/**
 * `npm run bench:start [rounds]`: the time from the start of the process to the first answered command, and the memory it has then.
 * Cold: there is no data folder yet, so that PostgreSQL makes its database first. Warm: what the cold start left is taken up again.
 * The bot runs as operators run it, door and workshop in one process; PostgreSQL, which it starts, is not counted in its memory.
 */

interface Start {
  seconds: number;
  megabytes: number;
}

const rounds = Number(process.argv[2] ?? 5);
const harbour = await openHarbour();
const cold: Start[] = [];
const warm: Start[] = [];
console.log(
  `${rounds} rounds on ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load before: ${loadavg()[0]?.toFixed(1)}`,
);
try {
  for (let round = 0; round < rounds; round++) {
    await harbour.forget();
    cold.push(await measure(harbour));
    warm.push(await measure(harbour));
  }
} finally {
  await harbour.close();
}

const seconds = (starts: Start[]) => median(starts.map((start) => start.seconds));
const megabytes = (starts: Start[]) => median(starts.map((start) => start.megabytes));
const row = (name: string, starts: Start[]) => [
  name,
  seconds(starts).toFixed(2),
  Math.max(...starts.map((start) => start.seconds)).toFixed(2),
  megabytes(starts).toFixed(0),
];
console.log(`\n${table([['start', 'first answer s', 'slowest s', 'resident MB'], row('cold', cold), row('warm', warm)])}\n`);
aim('first answer after a warm start: under 1.5 s', seconds(warm), 1.5);
aim('resident memory before the first deploy: under 180 MB', Math.max(megabytes(cold), megabytes(warm)), 180);

async function measure({ start, signingSecret }: Harbour): Promise<Start> {
  const bot = await start('both');
  try {
    await firstAnswer(bot, signingSecret);
    const answeredAfter = (performance.now() - bot.startedAt) / 1000;
    // what is loaded in the background belongs to it as well
    await pause(1_000);
    return { seconds: answeredAfter, megabytes: await residentMegabytes(bot.pid) };
  } finally {
    await bot.end();
  }
}

async function firstAnswer({ port }: Bot, signingSecret: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await answerTo({ port, signingSecret, command: '/ops', text: 'whoami' });
    if (answer?.includes('You are ')) return;
    if (performance.now() > deadline) throw new Error(`Shipmate did not answer within a minute: ${answer}`);
    await pause(5);
  }
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

function aim(says: string, value: number, below: number): void {
  console.log(`${value < below ? 'met   ' : 'missed'}  ${value.toFixed(2)}  ${says}`);
}
