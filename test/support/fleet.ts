import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { NetConnectOpts } from 'node:net';
import { z } from 'zod';
import type { SlackEnvironment } from '../../src/config/environment.ts';
import type { Role } from '../../src/main.ts';
import { createMovableClock } from './movable-clock.ts';
import { program } from './programs.ts';
import { patientKinds, restingStates, startTown, type Town, type TownOptions } from './town.ts';
import { until } from './until.ts';
import { type Held, layWire, type Wire } from './wire.ts';

/** Short, so that a test does not wait for long; long enough that a busy machine does not lose it. */
const leaseMs = 1_500;
const patienceMs = 60_000;

export interface Replica {
  pid: number;
  /** Where Slack reaches it. */
  url: string;
  /** What it logged. */
  said(): string;
  runs(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Moves its clock, and nobody else's. */
  waits(ms: number): void;
  /** SIGKILL: resolves when it is gone. */
  kill(): Promise<void>;
  ended: Promise<{ status: number | null; signal: NodeJS.Signals | null }>;
}

/** A town whose bots are processes that can be killed, with a wire each to what they depend on. */
export interface Fleet extends Omit<Town, 'openBot' | 'closeBot' | 'bots'> {
  /** Between the bots and the database, Slack, the cluster and GitHub. */
  wires: { database: Wire; slack: Wire; cluster: Wire; github: Wire };
  /** One more replica; Slack's deliveries go to the newest. */
  launch(options?: { role?: Role; past?: Partial<Record<keyof Fleet['wires'], Wire>> }): Promise<Replica>;
  /** Kills the replica at that moment, which is still held when this resolves. */
  killAt(moment: Promise<Held>, replica: Replica): Promise<Held>;
  killAll(): Promise<void>;
  /** The id of the last record that was begun. */
  newest(): Promise<string>;
  /** What was told and done of a deploy, each thing by how often. */
  story(id: string): Promise<Story>;
}

export interface Story {
  status: string;
  /** Writes that the cluster took. */
  patches: number;
  /** Root messages in its channel, and lines in `deploys`. */
  roots: number;
  mirrors: number;
  /** Messages that stand somewhere twice, by their key. */
  doubled: string[];
  /** The states it went through, by the ledger. */
  path: string[];
}

const Told = z.union([z.object({ loaded: z.literal(true) }), z.object({ url: z.string() })]);

export async function startFleet(options: Omit<TownOptions, 'withoutBot' | 'clock'> = {}): Promise<Fleet> {
  const own = createMovableClock();
  const running = new Set<ChildProcess>();
  const clock = {
    ...own,
    advance(ms: number) {
      own.advance(ms);
      for (const child of running) if (child.connected) child.send({ advance: ms });
    },
  };
  const town = await startTown({ ...options, withoutBot: true, clock });
  const { slack, cluster } = town;
  const wires = {
    database: await layWire(endOf(town.database.url)),
    slack: await layWire(endOf(slack.url)),
    cluster: await layWire(endOf(cluster.url)),
    github: await layWire(endOf(town.github.url)),
  };
  let spare = load();

  function environmentPast(past: Partial<Fleet['wires']> = {}): SlackEnvironment {
    const to = { ...wires, ...past };
    const kubeconfig = `${town.environment.kubeconfig}.${to.cluster.port}`;
    writeFileSync(kubeconfig, readFileSync(town.environment.kubeconfig ?? '', 'utf8').replaceAll(cluster.url, addressOf(to.cluster)));
    return {
      ...town.environment,
      logLevel: 'warn',
      kubeconfig,
      database: { kind: 'given', url: urlPast(town.database.url, to.database) },
      slack: { ...town.environment.slack, apiUrl: `${addressOf(to.slack)}/api/` },
      github: { ...town.environment.github, apiUrl: addressOf(to.github) },
    };
  }

  /** The next replica is loaded while the others work: loading is most of the time that a start takes. */
  function load(): Loading {
    const child = fork(program('replica'), {
      execArgv: [],
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-50_000);
      });
    }
    const ended: Replica['ended'] = new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal })));
    const loaded = nextMessage(child, () => said);
    loaded.catch(() => undefined); // whoever wants this replica hears of it
    return { child, ended, said: () => said, loaded };
  }

  const fleet: Fleet = {
    ...town,
    wires,
    async launch({ role = 'both', past } = {}) {
      const { child, ended, said, loaded } = spare;
      await loaded;
      running.add(child);
      void ended.then(() => running.delete(child));
      const opened = nextMessage(child, said);
      child.send({ open: { environment: environmentPast(past), role, leaseMs, ahead: own.ahead() } });
      spare = load();
      const told = await opened;
      const url = 'url' in told ? told.url : '';
      slack.deliverTo(`${url}/slack/events`);
      return {
        pid: child.pid ?? 0,
        url,
        said,
        ended,
        runs: () => running.has(child),
        signal: (signal) => void child.kill(signal),
        waits: (ms) => void child.send({ advance: ms }),
        async kill() {
          child.kill('SIGKILL');
          await ended;
        },
      };
    },
    async settles() {
      await until(async () => {
        const { rows } = await town.db.query(
          `select count(*)::int as moving from shipmate.record
            where not ended and due_at is not null and status <> all($3) and status <> 'awaitingNextRound'
              and not (kind = any($1) and due_at > $2)`,
          [patientKinds, new Date(clock.now().getTime() + 5_000), restingStates],
        );
        return rows[0].moving === 0;
      });
      await town.settles();
    },
    async killAt(moment, replica) {
      const held = await inTime(moment, () => `The moment to kill it did not come. It said:\n${replica.said()}`);
      await replica.kill();
      return held;
    },
    async killAll() {
      const children = [...running];
      for (const child of children) child.kill('SIGKILL');
      await until(() => children.every((child) => !running.has(child)));
    },
    async newest() {
      const { rows } = await town.db.query("select id from shipmate.record where kind = 'deploy' order by place desc limit 1");
      return rows[0]?.id ?? 'none';
    },
    async story(id) {
      const messages = [...town.ana.sees('checkout'), ...town.ana.sees('payments'), ...town.ana.sees('deploys')];
      const keys = messages.flatMap(({ metadata }) => {
        const read = Ours.safeParse(metadata);
        return read.success && read.data.event_payload.record_id === id ? [read.data.event_payload.key] : [];
      });
      const count = (key: string) => keys.filter((other) => other === key).length;
      const ledger = await town.ledger();
      return {
        status: await town.statusOf(id),
        patches: cluster.patches.filter(({ deployId, status }) => deployId === id && status === 200).length,
        roots: count(id),
        mirrors: count(`${id}/mirror`),
        doubled: [...new Set(keys)].filter((key) => count(key) > 1),
        path: ledger.flatMap(({ subjects, after }) => (subjects.includes(id) && after !== undefined ? [after] : [])),
      };
    },
    async stop() {
      for (const child of [...running, spare.child]) child.kill('SIGKILL');
      await Promise.all(Object.values(wires).map((wire) => wire.close()));
      await town.stop();
    },
  };
  return fleet;
}

interface Loading {
  child: ChildProcess;
  ended: Replica['ended'];
  said(): string;
  loaded: Promise<z.infer<typeof Told>>;
}

const Ours = z.object({ event_payload: z.object({ key: z.string(), record_id: z.string() }) });

const nextMessage = (child: ChildProcess, said: () => string): Promise<z.infer<typeof Told>> =>
  inTime(
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(Told.parse(message)));
      child.once('close', () => reject(new Error(`The replica ended. It said:\n${said()}`)));
    }),
    () => `The replica did not open. It said:\n${said()}`,
  );

export async function inTime<Result>(wanted: Promise<Result>, why: () => string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(why())), patienceMs);
  });
  return Promise.race([wanted, late]).finally(() => clearTimeout(timer));
}

const addressOf = ({ port }: Wire): string => `http://127.0.0.1:${port}`;

/** Where a url leads: for PostgreSQL that may be a socket file. */
export function endOf(url: string): NetConnectOpts {
  const { hostname, port } = new URL(url);
  const host = decodeURIComponent(hostname);
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port: Number(port === '' ? 5432 : port) };
}

export function urlPast(url: string, wire: Wire): string {
  const { protocol, username, password, pathname } = new URL(url);
  return `${protocol}//${username}:${password}@127.0.0.1:${wire.port}${pathname}`;
}
