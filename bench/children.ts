import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { z } from 'zod';

/** A process of our own making that speaks with us. */
export interface Child {
  pid: number;
  tell(message: object): void;
  hears<Schema extends z.ZodType>(schema: Schema): Promise<z.output<Schema>>;
  /** Ends it, and waits until it is gone. */
  end(): Promise<void>;
}

export function startChild(file: string, options: { args?: string[]; env?: Record<string, string>; execArgv?: string[] } = {}): Child {
  const { args = [], env = {}, execArgv = [] } = options;
  const child = fork(file, args, {
    execArgv,
    env: { ...surroundings(), ...env },
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  });
  const gone = once(child, 'exit');
  const cutShort = gone.then(() => {
    throw new Error(`${file} ended before it answered`);
  });
  cutShort.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    tell: (message) => void child.send(message),
    async hears(schema) {
      const message = await Promise.race([heard(child), cutShort]);
      return schema.parse(message);
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await gone;
    },
  };
}

const heard = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('message', resolve));

/** What every program needs to find others and its home; nothing of ours. */
function surroundings(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}
