import { execFile } from 'node:child_process';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedProblem } from './problem.ts';

/** The account a server runs as when it is not our own. */
export interface Account {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, which is created where it is missing. Undefined: as ourselves. */
export async function accountForPostgres(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await find('postgres');
  if (known !== undefined) return known;
  try {
    await promisify(execFile)('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  } catch (problem) {
    throw new EmbeddedProblem(
      'PostgreSQL does not run as root, and the user postgres could not be created. Run Shipmate as an ordinary user, or set DATABASE_URL.',
      problem,
    );
  }
  return find('postgres');
}

async function find(name: string): Promise<Account | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Whether the account may walk down to the path. Folders that are not there yet will be made so that it can. */
export async function canReach(account: Account, path: string): Promise<boolean> {
  const there = await realpath(path).catch(() => undefined);
  if (there === undefined || !(await stat(there)).isDirectory()) return canReach(account, dirname(path));
  for (let folder = there; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const mayEnter = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & mayEnter) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
