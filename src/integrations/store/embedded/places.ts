import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, link, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Log } from '../../../ports.ts';
import { type Account, canReach } from './account.ts';
import { EmbeddedProblem } from './problem.ts';

/** Where a server keeps its things. */
export interface Places {
  /** The folder the operator named. */
  named: string;
  home: string;
  data: string;
  socket: string;
  /** The socket's folder stands outside of home. */
  socketElsewhere: boolean;
  logFile: string;
  password: string;
}

/** The longest path a Unix socket may have on every platform, less the name PostgreSQL gives it. */
const longestSocketFolder = 103 - '/.s.PGSQL.5432'.length;

const short = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 12);

export async function preparePlaces(options: {
  dataDir: string;
  account: Account | undefined;
  elsewhere: string;
  log: Log;
}): Promise<Places> {
  const { account, elsewhere, log } = options;
  const named = resolve(options.dataDir);
  const home = await homeFor(named, join(elsewhere, short(named)), account);
  if (home !== named)
    log.info({ named, used: home }, 'The data is kept where the user postgres can reach it, not in the folder that was named');

  const inside = join(home, 'socket');
  const socketElsewhere = Buffer.byteLength(inside) > longestSocketFolder;
  const socket = socketElsewhere ? join(tmpdir(), `shipmate-${short(home)}`) : inside;
  try {
    await mkdir(home, { recursive: true, mode: 0o755 });
    await privateFolder(socket, account);
    return {
      named,
      home,
      data: join(home, 'postgres'),
      socket,
      socketElsewhere,
      logFile: join(home, 'postgres.log'),
      password: await passwordIn(join(home, 'postgres-password'), account),
    };
  } catch (problem) {
    if (problem instanceof EmbeddedProblem) throw problem;
    throw new EmbeddedProblem(
      `The database cannot be kept in ${home}: ${problem instanceof Error ? problem.message : String(problem)}. Name another folder in SHIPMATE_DATA_DIR, or set DATABASE_URL.`,
      problem,
    );
  }
}

/** Data that is there already decides: a change of permissions must not look like an empty database. */
async function homeFor(named: string, away: string, account: Account | undefined): Promise<string> {
  if (account === undefined) return named;
  const reachable = await canReach(account, named);
  const holdsData = (folder: string) => existsSync(join(folder, 'postgres', 'PG_VERSION'));
  if (holdsData(named) && !reachable)
    throw new EmbeddedProblem(
      `The database in ${named} cannot be reached by the user postgres, as which it runs. Let that user enter the folders above it (chmod o+x), or set DATABASE_URL.`,
    );
  return holdsData(named) || (reachable && !holdsData(away)) ? named : away;
}

async function privateFolder(folder: string, account: Account | undefined): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code !== 'EEXIST') throw problem;
  });
  const found = await lstat(folder);
  const ours = [process.getuid?.(), account?.uid].includes(found.uid);
  // in a folder for everybody, somebody else may have been there first
  if (!found.isDirectory() || !ours) throw new EmbeddedProblem(`${folder} belongs to somebody else. Remove it, or set DATABASE_URL.`);
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o700);
}

/** Made up once. Two starts at the same time agree on one. */
async function passwordIn(file: string, account: Account | undefined): Promise<string> {
  const made = `${file}.${process.pid}`;
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return known.trim();
  await writeFile(made, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (account !== undefined) await chown(made, account.uid, account.gid);
  await link(made, file).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code !== 'EEXIST') throw problem;
  });
  await rm(made);
  return (await readFile(file, 'utf8')).trim();
}
