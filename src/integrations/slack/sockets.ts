import type { Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Clock, Log } from '../../ports.ts';
import { clientOptions, createSlackLogger } from './client.ts';
import { inTime } from './in-time.ts';
import { Unreadable } from './trouble.ts';

/** Slack closes each connection every few hours, and tells only that one: the other one serves meanwhile. An app may have ten. */
const lines = 2;
const shortestPauseMs = 250;
const longestPauseMs = 30_000;
const helloMs = 10_000;
const goodbyeMs = 2_000;

export interface SocketOptions {
  appToken: string;
  apiUrl: string;
  timeoutMs: number;
  clock: Clock;
  log: Log;
}

export interface SocketReceiver extends Receiver {
  /** Whether any connection is open. */
  connected(): boolean;
}

type Line = SocketModeReceiver['client'];

/**
 * Socket Mode over several of Bolt's receivers at once. They are not left to reconnect by themselves: they would wait five seconds
 * before each attempt, and end the process when Slack refuses the token.
 */
export function createSocketReceiver(Bolt: typeof SocketModeReceiver, options: SocketOptions): SocketReceiver {
  const { appToken, clock, log } = options;
  const open = new Set<Line>();
  let stopping = false;
  const receivers = Array.from(
    { length: lines },
    () =>
      new Bolt({
        appToken,
        logger: createSlackLogger(log),
        autoReconnectEnabled: false,
        installerOptions: { clientOptions: clientOptions(options) },
        processEventErrorHandler: async ({ error }) => isDoneWith(error),
      }),
  );
  const kept: Promise<void>[] = [];

  /** Whether to acknowledge what could not be handled: delivered again it would be just as unreadable. */
  function isDoneWith(problem: Error): boolean {
    log.warn({ err: problem }, 'What came over a socket could not be handled');
    return problem instanceof Unreadable;
  }

  /** `tried` is called when the first attempt has come to something. */
  async function keepOpen(line: Line, tried: () => void): Promise<void> {
    let closed = () => {};
    line.on('disconnected', () => {
      open.delete(line);
      closed();
    });
    let pauseMs = shortestPauseMs;
    while (!stopping) {
      const untilClosed = new Promise<void>((resolve) => {
        closed = resolve;
      });
      try {
        await connect(line);
        open.add(line);
        pauseMs = shortestPauseMs;
        tried();
        await untilClosed;
      } catch (problem) {
        log.error({ err: problem }, 'Slack does not open a socket');
        tried();
        await new Promise<void>((resolve) => clock.after(pauseMs, resolve));
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
    tried();
  }

  /** Slack has to say hello in time; and when we have stopped meanwhile, the line is not wanted any more. */
  async function connect(line: Line): Promise<void> {
    const callOff = clock.after(helloMs, () => void line.disconnect());
    try {
      await line.start();
    } finally {
      callOff();
    }
    if (stopping) void line.disconnect();
  }

  return {
    init: (app) => {
      for (const receiver of receivers) receiver.init(app);
    },
    async start() {
      await Promise.all(receivers.map(({ client }) => new Promise<void>((resolve) => kept.push(keepOpen(client, resolve)))));
    },
    async stop() {
      stopping = true;
      await Promise.all(receivers.map((receiver) => receiver.stop()));
      if (open.size > 0) await inTime(clock, goodbyeMs, Promise.all(kept));
    },
    connected: () => open.size > 0,
  };
}
