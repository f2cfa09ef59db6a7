import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

/** What PostgreSQL writes into `postmaster.pid`: who runs on this data, where its socket is, how far it is. */
export interface Postmaster {
  pid: number;
  port: number;
  /** The folder it stands in. */
  socket: string;
  ready: boolean;
}

export async function postmasterOf(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const lines = text?.split('\n') ?? [];
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return pid > 0 ? { pid, port: Number(lines[3]), socket: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Whether the process is alive and works on this data. A zombie answers signals like a living process, and after a reboot
 * the number may be somebody else's.
 */
export async function worksOn(data: string, pid: number): Promise<boolean> {
  if (!exists(pid)) return false;
  if (process.platform !== 'linux') return true;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // the name stands in parentheses and may hold anything, the state follows the last of them
  const state = status.slice(status.lastIndexOf(')') + 2, status.lastIndexOf(')') + 3);
  if (state === '' || state === 'Z' || state === 'X') return false;
  return (await workplaceOf(pid)) === (await realpath(data));
}

/** Whether somebody takes calls at its socket: a server in another container has a number that says nothing here. */
export function answers({ socket, port }: Postmaster): Promise<boolean> {
  return new Promise((settle) => {
    const call = connect(join(socket, `.s.PGSQL.${port}`));
    call.once('connect', () => settle(true)).once('error', () => settle(false));
    call.once('connect', () => call.destroy());
  });
}

/** How PostgreSQL's protocol asks for encryption: every server answers that with one letter, whoever asks. */
const askForEncryption = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Whether it says something. One that was killed a moment ago may still look alive and take calls, and says nothing any more. */
export function speaks({ socket, port }: Postmaster, withinMs: number): Promise<boolean> {
  return new Promise((settle) => {
    const call = connect(join(socket, `.s.PGSQL.${port}`), () => call.write(askForEncryption));
    const end = (spoke: boolean) => {
      call.destroy();
      settle(spoke);
    };
    call.setTimeout(withinMs, () => end(false));
    call.once('data', () => end(true));
    call.once('error', () => end(false));
    call.once('close', () => end(false));
  });
}

/** Whether any process at all, such as one that outlived its postmaster, still works on this data. */
export async function anybodyWorksOn(data: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const place = await realpath(data);
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name) && (await workplaceOf(Number(name))) === place) return true;
  }
  return false;
}

export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return problem instanceof Error && 'code' in problem && problem.code === 'EPERM';
  }
}

const workplaceOf = (pid: number): Promise<string | undefined> => readlink(`/proc/${pid}/cwd`).catch(() => undefined);
