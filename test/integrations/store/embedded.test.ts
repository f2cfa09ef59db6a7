import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exists, postmasterOf, worksOn } from '../../../src/integrations/store/embedded/postmaster.ts';
import { type Embedded, EmbeddedProblem, startEmbedded } from '../../../src/integrations/store/embedded.ts';
import { openStore } from '../../../src/integrations/store/store.ts';
import { verifyLedger } from '../../../src/integrations/store/verify-ledger.ts';
import { program } from '../../support/programs.ts';
import { silentLog } from '../../support/silent-log.ts';
import { until } from '../../support/until.ts';
import { aLine, aRecord } from './samples.ts';

let root: string;
let dataDir: string;
const opened: Embedded[] = [];
const processes: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shipmate-embedded-'));
  await chmod(root, 0o755);
  dataDir = join(root, 'data');
  const first = await start();
  await write(first.connection, 1);
  await first.stop();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((embedded) => embedded.stop()));
});
afterAll(async () => {
  for (const process of processes) process.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

async function start(folder = dataDir): Promise<Embedded> {
  const embedded = await startEmbedded({ dataDir: folder, log: silentLog });
  opened.push(embedded);
  return embedded;
}

async function ask(connection: pg.ClientConfig, text: string): Promise<unknown[]> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const lives = (pid: number, folder = dataDir) => worksOn(join(folder, 'postgres'), pid);

const write = (connection: pg.ClientConfig, n: number) =>
  ask(connection, `create table if not exists public.kept (n int); insert into public.kept values (${n})`);
const kept = (connection: pg.ClientConfig) => ask(connection, 'select n from public.kept order by n');

const Owner = z.union([
  z.object({
    connection: z.object({ host: z.string(), port: z.number(), user: z.string(), password: z.string(), database: z.string() }),
    pid: z.number(),
  }),
  z.object({ problem: z.string() }),
]);

/** Another process that starts the database: `told` is how it went. */
async function startElsewhere(folder = dataDir, as: { uid?: number; gid?: number } = {}) {
  const process_ = spawn(process.execPath, [program('embedded-owner'), folder], { ...as, stdio: ['pipe', 'pipe', 'inherit'] });
  processes.push(process_);
  for await (const line of createInterface({ input: process_.stdout })) {
    const told = Owner.parse(JSON.parse(line));
    return {
      told,
      connection: 'connection' in told ? told.connection : {},
      pid: 'pid' in told ? told.pid : 0,
      async end(how: 'kill' | 'stop') {
        const ended = once(process_, 'exit');
        if (how === 'kill') process_.kill('SIGKILL');
        else process_.stdin.end();
        await ended;
      },
    };
  }
  throw new Error('The other process said nothing');
}

it('keeps the data from start to start, is reached by its socket alone, and by nobody without the password', async () => {
  const embedded = await start();
  const { connection } = embedded;
  expect(await kept(connection)).toEqual([{ n: 1 }]);
  expect(await ask(connection, `select current_setting('listen_addresses') as listens`)).toEqual([{ listens: '' }]);
  expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
  expect((await stat(connection.host)).mode & 0o777).toBe(0o700);
  await expect(ask({ ...connection, password: 'guess' }, 'select 1')).rejects.toThrow('password authentication failed');
  await embedded.stop();
  // in order, which it says only when it was not hurried
  expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toMatch(/database system is shut down\s*$/);
  expect(await postmasterOf(join(dataDir, 'postgres'))).toBeUndefined();
});

it('adopts the server that outlived a bot killed with -9', async () => {
  const first = await startElsewhere();
  await write(first.connection, 2);
  await first.end('kill');
  expect(await lives(first.pid)).toBe(true);
  const second = await start();
  expect(second.pid).toBe(first.pid);
  expect(await kept(second.connection)).toEqual([{ n: 1 }, { n: 2 }]);
  await second.stop();
  expect(await lives(first.pid)).toBe(false);
});

it('is started again by the running bot when it is killed with -9 (case 18)', async () => {
  const embedded = await start();
  const before = embedded.pid;
  await write(embedded.connection, 3);
  process.kill(before, 'SIGKILL');
  await until(() => embedded.pid !== before);
  expect(await kept(embedded.connection)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  await embedded.stop();
});

it('loses nothing that was acknowledged when it is killed with -9 under load (case 18)', async () => {
  const embedded = await start();
  const clock = { now: () => new Date(), after: () => () => undefined };
  const store = await openStore({ connection: embedded.connection, log: silentLog, clock });
  const acknowledged: string[] = [];
  let writing = true;
  const writers = Array.from({ length: 32 }, async () => {
    while (writing) {
      const record = aRecord();
      const answer = await store.commit({ put: [record], lines: [aLine()] }).catch(() => ({ ok: false }));
      if (answer.ok) acknowledged.push(record.id);
      else await new Promise(setImmediate);
    }
  });
  for (const round of [1, 2]) {
    await until(() => acknowledged.length > round * 500);
    const [killed, before] = [embedded.pid, acknowledged.length];
    process.kill(killed, 'SIGKILL');
    await until(() => embedded.pid !== killed && acknowledged.length > before + 200);
  }
  writing = false;
  await Promise.all(writers);
  const stored = z.array(z.object({ id: z.string() })).parse(await ask(embedded.connection, 'select id from shipmate.record'));
  const found = new Set(stored.map(({ id }) => id));
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  expect(await verifyLedger(store.pool)).toEqual({ ok: true, rows: found.size });
  await store.close();
  await embedded.stop();
});

it.skipIf(process.platform !== 'linux')('does not take a server that is dying for one that runs', async () => {
  const first = await startElsewhere();
  await first.end('kill');
  // it takes calls, and will never answer one
  process.kill(first.pid, 'SIGSTOP');
  let isStarted = false;
  const starting = start().finally(() => {
    isStarted = true;
  });
  const calls = async () => (await readFile('/proc/net/unix', 'utf8')).split(join(dataDir, 'socket')).length - 1;
  await until(async () => isStarted || (await calls()) > 1);
  process.kill(first.pid, 'SIGKILL');
  const second = await starting;
  expect(second.pid).not.toBe(first.pid);
  expect((await kept(second.connection)).length).toBeGreaterThan(0);
  await second.stop();
});

it('starts after both were killed with -9', async () => {
  const first = await startElsewhere();
  await write(first.connection, 4);
  await first.end('kill');
  process.kill(first.pid, 'SIGKILL');
  const second = await start();
  expect(await kept(second.connection)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  await second.stop();
});

describe('a postmaster.pid that was left behind', () => {
  const leaveBehind = (pid: number) =>
    writeFile(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${pid}\n${dataDir}/postgres\n1700000000\n5432\n${dataDir}/socket\n\n 1 2\nready   \n`,
    );

  it('does not hinder the start when its number is a stranger’s', async () => {
    await leaveBehind(process.pid);
    const embedded = await start();
    expect(await kept(embedded.connection)).toHaveLength(4);
    await embedded.stop();
  });

  it.skipIf(process.platform !== 'linux')('does not hinder the start when its number is a zombie’s', async () => {
    // a child that ends when its parent is no shell any more, which would ask for it
    const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    processes.push(parent);
    const zombie = Number(String((await once(parent.stdout, 'data'))[0]));
    await until(async () => (await readFile(`/proc/${parent.pid}/comm`, 'utf8')) === 'sleep\n');
    process.kill(zombie, 'SIGKILL');
    await until(async () => (await readFile(`/proc/${zombie}/stat`, 'utf8')).includes(') Z '));
    expect(exists(zombie)).toBe(true);
    expect(await worksOn(join(dataDir, 'postgres'), zombie)).toBe(false);
    await leaveBehind(zombie);
    const embedded = await start();
    expect(await kept(embedded.connection)).toHaveLength(4);
    await embedded.stop();
    parent.kill();
  });
});

it('belongs to one bot at a time, and tells the other which one', async () => {
  const [one, other] = await Promise.all([startElsewhere(), startElsewhere()]);
  const [owner, refused] = 'pid' in one.told ? [one, other] : [other, one];
  expect(refused.told).toEqual({
    problem: expect.stringMatching(/^Another Shipmate \(process \d+\) works with the data in .*data\. Stop it first, or/),
  });
  await expect(start()).rejects.toThrow(EmbeddedProblem);
  expect(await kept(owner.connection)).toHaveLength(4);
  await owner.end('stop');
  const next = await start();
  await next.stop();
});

it('is made once by two who start at the same time on an empty folder', async () => {
  const folder = join(root, 'empty');
  const both = await Promise.allSettled([startElsewhere(folder), startElsewhere(folder)]);
  const told = both.map((each) => (each.status === 'fulfilled' ? each.value.told : each.reason));
  expect(told.filter((each) => 'pid' in each)).toHaveLength(1);
  expect(told).toContainEqual({ problem: expect.stringContaining('Another Shipmate') });
  await Promise.all(both.map((each) => each.status === 'fulfilled' && 'pid' in each.value.told && each.value.end('stop')));
});

it('puts the socket elsewhere when the path of the data is too long for one', async () => {
  const folder = join(root, 'long'.repeat(25));
  await mkdir(folder);
  // the data of the first test will do
  await rename(join(dataDir, 'postgres'), join(folder, 'postgres'));
  await rename(join(dataDir, 'postgres-password'), join(folder, 'postgres-password'));
  const embedded = await start(folder);
  expect(embedded.connection.host.length).toBeLessThan(90);
  expect((await stat(embedded.connection.host)).mode & 0o777).toBe(0o700);
  expect(await kept(embedded.connection)).toHaveLength(4);
  await embedded.stop();
  await expect(stat(embedded.connection.host)).rejects.toThrow('ENOENT');
  await rename(join(folder, 'postgres'), join(dataDir, 'postgres'));
  await rename(join(folder, 'postgres-password'), join(dataDir, 'postgres-password'));
});

describe('in one sentence', () => {
  it('says that the password is not the right one', async () => {
    const file = join(dataDir, 'postgres-password');
    const password = await readFile(file, 'utf8');
    await writeFile(file, 'another');
    await expect(start()).rejects.toThrow(/^The password in .* is not that of the database beside it\. Put the right one back/);
    await writeFile(file, password);
    await (await start()).stop();
  });

  it('says that the data is of another version', async () => {
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toThrow(/was made by another major version of PostgreSQL/);
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
  });

  it('says that something else is in the way', async () => {
    const folder = join(root, 'occupied');
    await mkdir(join(folder, 'postgres'), { recursive: true });
    await writeFile(join(folder, 'postgres', 'diary.txt'), 'Dear diary');
    await expect(start(folder)).rejects.toThrow(
      /^The database could not be made in .*occupied\/postgres\. Move what is there away, or set DATABASE_URL\.$/,
    );
    await writeFile(join(root, 'file'), '');
    await expect(start(join(root, 'file'))).rejects.toThrow(/^The database cannot be kept in .*file: /);
  });
});

describe.skipIf(process.getuid?.() !== 0)('as root', () => {
  it('keeps the data where the user postgres can reach it when the folder is private', async () => {
    const home = join(root, 'home');
    await mkdir(home, { mode: 0o700 });
    const told: object[] = [];
    const log = { ...silentLog, info: (fields: object) => void told.push(fields) };
    const embedded = await startEmbedded({ dataDir: join(home, 'data'), log });
    opened.push(embedded);
    expect(told).toContainEqual({ named: join(home, 'data'), used: expect.stringMatching(/^\/var\/lib\/shipmate\/data\//) });
    await write(embedded.connection, 1);
    await embedded.stop();
    const again = await startEmbedded({ dataDir: join(home, 'data'), log });
    expect(await kept(again.connection)).toEqual([{ n: 1 }]);
    await again.stop();
    // once there is data, it is found again even when the folder could be reached
    await chmod(home, 0o755);
    const still = await startEmbedded({ dataDir: join(home, 'data'), log });
    expect(await kept(still.connection)).toEqual([{ n: 1 }]);
    await still.stop();
    await rm(join(again.connection.host, '..'), { recursive: true });
  });

  it('does not take data that became unreachable for an empty database', async () => {
    await chmod(root, 0o700);
    await expect(start()).rejects.toThrow(/cannot be reached by the user postgres, as which it runs\. Let that user enter/);
    await chmod(root, 0o755);
    await (await start()).stop();
  });

  it('leaves an ordinary user alone with their own database', async () => {
    const folder = join(root, 'ordinary');
    const nobody = { uid: 65_534, gid: 65_534 };
    await mkdir(folder);
    await chown(folder, nobody.uid, nobody.gid);
    const owner = await startElsewhere(join(folder, 'data'), nobody);
    expect(owner.told).toMatchObject({ pid: expect.any(Number) });
    expect((await stat(`/proc/${owner.pid}`)).uid).toBe(nobody.uid);
    await owner.end('stop');
    expect(await lives(owner.pid, join(folder, 'data'))).toBe(false);
  });
});
