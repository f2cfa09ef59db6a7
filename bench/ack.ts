import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Child, startChild } from './children.ts';
import { median, percentile, table } from './figures.ts';
import { type Order, Outcome } from './load.ts';
import { processorTimeOf } from './processor-time.ts';
import { openHarbour, whenReady } from './shipmate.ts';

/**
 * `npm run bench:ack [rounds]`: how fast signed slash commands are answered, by
 * (a) a bare Bolt app that echoes,
 * (b) Shipmate's `/ops whoami`: a ledger entry opened and closed,
 * (c) Shipmate's `/deploy`: entry, record, message and job.
 * In every round each of them has its turn, so that whatever else the machine does hits them alike, and every other round goes backwards:
 * what a turn leaves behind, such as garbage to be collected, is not always paid for by the same. Shipmate runs as `--role door`: a
 * workshop that worked on the deploys meanwhile would be measured with it. Every deploy is of another version, so that none is refused
 * as being on its way already. The last columns are what one request takes of the processors: while others work on the same machine,
 * only these can be believed.
 */

interface Contender {
  name: string;
  command: string;
  expects: string;
  port: number;
  pid: number;
  text(): string;
}

interface Turns {
  requestsPerSecond: number[];
  latenciesMs: number[];
  errors: number;
  /** Of the processors, in microseconds for one request. */
  nodeUs: number[];
  databaseUs: number[];
}

const sizes = [
  { connections: 1, requests: 400 },
  { connections: 16, requests: 2_000 },
  { connections: 64, requests: 4_000 },
];
/** Until the machine code is made and the caches are filled: with fewer, a deploy takes a fifth more of Node than it does later. */
const warmUp = { connections: 16, requests: 20_000 };
/** What a turn leaves to be done, such as its jobs, shall not fall into the next one's time. */
const restMs = 400;

const rounds = Number(process.argv[2] ?? 5);
const harbour = await openHarbour();
const children: Pick<Child, 'end'>[] = [];
try {
  const { signingSecret } = harbour;
  const load = startChild('bench/load.ts', { execArgv: ['--import', 'tsx'] });
  children.push(load);
  const echo = startChild('bench/bolt-echo.js', { args: [signingSecret] });
  children.push(echo);
  const bot = await harbour.start('door');
  children.push(bot);
  const { port: echoPort } = await echo.hears(z.object({ port: z.number() }));
  await whenReady(bot);

  let version = 0;
  const contenders: Contender[] = [
    { name: 'a  bare Bolt, echo', command: '/echo', expects: 'echo hello', port: echoPort, pid: echo.pid, text: () => 'hello' },
    { name: 'b  Shipmate, /ops whoami', command: '/ops', expects: 'You are ', port: bot.port, pid: bot.pid, text: () => 'whoami' },
    {
      name: 'c  Shipmate, /deploy',
      command: '/deploy',
      expects: 'On it: ',
      port: bot.port,
      pid: bot.pid,
      text: () => {
        version += 1;
        return `checkout v2.${version}.0 to staging`;
      },
    },
  ];

  async function turn({ port, command, expects, text }: Contender, size: { connections: number; requests: number }): Promise<Outcome> {
    const texts = Array.from({ length: size.requests }, text);
    load.tell({ port, signingSecret, command, expects, connections: size.connections, texts } satisfies Order);
    const outcome = await load.hears(Outcome);
    await pause(restMs);
    return outcome;
  }

  console.log(
    `${rounds} rounds on ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load before: ${loadavg()[0]?.toFixed(1)}`,
  );
  for (const contender of contenders) await turn(contender, warmUp);

  const measured = new Map<string, Turns>();
  for (const size of sizes) {
    for (let round = 0; round < rounds; round++) {
      for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
        const before = await processorTimeOf(contender.pid);
        const { seconds, errors, latenciesMs } = await turn(contender, size);
        const after = await processorTimeOf(contender.pid);
        const turns = turnsOf(measured, contender, size.connections);
        turns.requestsPerSecond.push(latenciesMs.length / seconds);
        turns.latenciesMs.push(...latenciesMs);
        turns.errors += errors;
        turns.nodeUs.push(((after.own - before.own) * 1_000) / size.requests);
        turns.databaseUs.push(((after.below - before.below) * 1_000) / size.requests);
      }
    }
  }
  report(measured, contenders);
} finally {
  await Promise.all(children.map((child) => child.end()));
  await harbour.close();
}

function turnsOf(measured: Map<string, Turns>, { name }: Contender, connections: number): Turns {
  const key = `${name} at ${connections}`;
  const turns = measured.get(key) ?? { requestsPerSecond: [], latenciesMs: [], errors: 0, nodeUs: [], databaseUs: [] };
  measured.set(key, turns);
  return turns;
}

function report(measured: Map<string, Turns>, contenders: readonly Contender[]): void {
  const [bare, whoami, deploy] = contenders;
  if (bare === undefined || whoami === undefined || deploy === undefined) return;
  const rows = [
    ['connections', 'what', 'requests/s', 'p50 ms', 'p99 ms', 'errors', 'rate / bare Bolt', 'p99 / bare Bolt', 'Node µs', 'database µs'],
  ];
  let errors = 0;
  for (const { connections } of sizes) {
    for (const contender of contenders) {
      const turns = turnsOf(measured, contender, connections);
      errors += turns.errors;
      rows.push([
        String(connections),
        contender.name,
        median(turns.requestsPerSecond).toFixed(0),
        percentile(turns.latenciesMs, 0.5).toFixed(1),
        percentile(turns.latenciesMs, 0.99).toFixed(1),
        String(turns.errors),
        rate(contender, connections).toFixed(2),
        tail(contender, connections).toFixed(2),
        median(turns.nodeUs).toFixed(0),
        median(turns.databaseUs).toFixed(0),
      ]);
    }
  }
  console.log(`\n${table(rows)}\n\nload after: ${loadavg()[0]?.toFixed(1)}\n`);
  aim('/ops whoami at 64 connections: at least 0.85 × bare Bolt', rate(whoami, 64), (value) => value >= 0.85);
  aim('/deploy at 64 connections: at least 0.75 × bare Bolt', rate(deploy, 64), (value) => value >= 0.75);
  aim('p99 of /deploy at 16 connections: at most 1.6 × bare Bolt', tail(deploy, 16), (value) => value <= 1.6);
  if (errors > 0) process.exitCode = 1;

  /** Compared within each round, where both had the same weather. */
  function rate(contender: Contender, connections: number): number {
    const bares = turnsOf(measured, bare as Contender, connections).requestsPerSecond;
    const own = turnsOf(measured, contender, connections).requestsPerSecond;
    return median(own.map((value, round) => value / (bares[round] ?? Number.NaN)));
  }

  function tail(contender: Contender, connections: number): number {
    const p99 = (one: Contender) => percentile(turnsOf(measured, one, connections).latenciesMs, 0.99);
    return p99(contender) / p99(bare as Contender);
  }
}

function aim(says: string, value: number, met: (value: number) => boolean): void {
  console.log(`${met(value) ? 'met   ' : 'missed'}  ${value.toFixed(2)}  ${says}`);
}
