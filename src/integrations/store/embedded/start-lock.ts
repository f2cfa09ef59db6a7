import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedProblem } from './problem.ts';

/**
 * One start at a time on the same folder: two that clear away the same leftovers could each start a server on the same data.
 * The lock is a name that the kernel of Linux gives to one process and takes back when that process ends. Elsewhere nothing is
 * cleared away, and PostgreSQL's own lock file is enough.
 */
export async function oneStartAtATime<Result>(folder: string, patienceMs: number, start: () => Promise<Result>): Promise<Result> {
  if (process.platform !== 'linux') return start();
  const name = `\0shipmate-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  const deadline = Date.now() + patienceMs;
  let lock = await listen(name);
  while (lock === undefined) {
    if (Date.now() > deadline)
      throw new EmbeddedProblem(`Another program has been starting the database in ${folder} for too long. Stop it first.`);
    await pause(20);
    lock = await listen(name);
  }
  try {
    return await start();
  } finally {
    lock.close();
  }
}

const listen = (name: string): Promise<Server | undefined> =>
  new Promise((settle, fail) => {
    const server = createServer((caller) => caller.destroy());
    server.once('error', (problem: NodeJS.ErrnoException) => (problem.code === 'EADDRINUSE' ? settle(undefined) : fail(problem)));
    server.listen(name, () => settle(server));
  });
