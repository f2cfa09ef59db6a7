import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** A stretch of wire between the bot and something it depends on, that a test can hold, cut or leave dead at a chosen moment. */
export interface Wire {
  port: number;
  /**
   * Waits for `saying` to pass from the bot, and holds that very request, or its answer: the bytes are received here and go no further.
   * Once; `nth` counts from 1.
   */
  holds(what: 'request' | 'answer', saying: RegExp, nth?: number): Promise<Held>;
  /** Ends all connections and lets no new one come about, until `mend`. */
  cut(): void;
  /** How many connections could not come about so far. */
  refused(): number;
  /** Connections stay, or come about, and nothing passes, in either direction, until `mend`. */
  freeze(): void;
  mend(): void;
  close(): Promise<void>;
}

export interface Held {
  /** Lets what was held pass on after all. */
  release(): void;
}

/** How much of what passed is remembered, to recognise what comes in pieces. */
const memory = 64 * 1024;

interface Watch {
  what: 'request' | 'answer';
  saying: RegExp;
  left: number;
  tell(held: Held): void;
}

/** @param to where the other end is: a port on loopback, or a socket file */
export async function layWire(to: NetConnectOpts): Promise<Wire> {
  const lines = new Set<{ bot: Socket; world: Socket; pass(): void; forget(): void }>();
  const sockets = new Set<Socket>();
  let watches: Watch[] = [];
  let state: 'whole' | 'cut' | 'frozen' = 'whole';
  let refused = 0;

  const server = createServer((bot) => {
    if (state === 'cut') {
      refused += 1;
      return void bot.resetAndDestroy();
    }
    const world = connect(to);
    let said = '';
    const waiting: { from: Socket; bytes: Buffer }[] = [];
    const held = new Set<Socket>();

    const pass = () => {
      for (const { from, bytes } of waiting.splice(0)) hear(from, bytes);
    };
    const hear = (from: Socket, bytes: Buffer) => {
      if (state === 'frozen' || held.has(from)) waiting.push({ from, bytes });
      else (from === bot ? world : bot).write(bytes);
    };
    const holdBack = (from: Socket): Held => {
      held.add(from);
      return {
        release() {
          held.delete(from);
          pass();
        },
      };
    };
    bot.on('data', (bytes) => {
      said = (said + bytes.toString('latin1')).slice(-memory);
      const met = watches.filter(({ saying }) => saying.test(said));
      if (met.length > 0) said = '';
      for (const watch of met) {
        watch.left -= 1;
        if (watch.left > 0) continue;
        watches = watches.filter((other) => other !== watch);
        watch.tell(holdBack(watch.what === 'request' ? bot : world));
      }
      hear(bot, bytes);
    });
    world.on('data', (bytes) => hear(world, bytes));
    const forget = () => {
      said = '';
    };
    const line = { bot, world, pass, forget };
    lines.add(line);
    for (const [end, other] of [
      [bot, world],
      [world, bot],
    ] as const) {
      sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        lines.delete(line);
        sockets.delete(end);
        // what is held for the world may still be let through when the bot is long dead
        if (end === bot && held.has(bot)) return;
        other.destroy();
      });
    }
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The wire has no port');

  return {
    port: address.port,
    holds(what, saying, nth = 1) {
      // only what is said from now on counts
      for (const { forget } of lines) forget();
      return new Promise((tell) => watches.push({ what, saying, left: nth, tell }));
    },
    cut() {
      state = 'cut';
      for (const { bot, world } of lines) {
        bot.resetAndDestroy();
        world.destroy();
      }
    },
    refused: () => refused,
    freeze() {
      state = 'frozen';
    },
    mend() {
      state = 'whole';
      for (const { pass } of lines) pass();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((settle) => server.close(settle));
    },
  };
}
