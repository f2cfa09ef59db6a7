import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Clock } from '../../ports.ts';
import { type ClientOptions, clientOptions, createSlackLogger } from './client.ts';
import type { FrontDesk } from './front-desk.ts';
import type { InHand } from './in-hand.ts';
import { createSocketReceiver, type SocketReceiver } from './sockets.ts';

export interface BoltOptions extends ClientOptions {
  desk: FrontDesk;
  /** With it Bolt listens over Socket Mode; without it, it is handed what comes over HTTP. */
  appToken: string | undefined;
  clock: Clock;
  inHand: InHand;
}

export interface Bolt {
  app: App;
  sockets: SocketReceiver | undefined;
}

/**
 * Bolt with one listener for each kind of delivery: its cost grows with their number, and the menu finds the command anyway.
 * Imported here because that takes a tenth of a second, and slash commands over HTTP do without.
 */
export async function createBolt(options: BoltOptions): Promise<Bolt> {
  const { App, SocketModeReceiver } = await import('@slack/bolt');
  const { desk, appToken, botToken, log, inHand } = options;
  const sockets = appToken === undefined ? undefined : createSocketReceiver(SocketModeReceiver, { ...options, appToken });
  const app = new App({
    receiver: sockets ?? handedOver,
    authorize: async () => ({ botToken }),
    clientOptions: clientOptions(options),
    logger: createSlackLogger(log),
    convoStore: false,
    ignoreSelf: false,
  });
  app.command(/.*/, async ({ body, context }) => context.answer(await desk.command(body)));
  app.action(/.*/, async ({ body, context }) => context.answer(await desk.press(body)));
  app.view({ type: 'view_submission' }, async ({ body, context }) => context.answer(await desk.submission(body)));
  app.shortcut(/.*/, async ({ body, context }) => context.answer(await desk.shortcut(body)));
  app.event(/.*/, ({ body, context }) => desk.event(body, context.retryNum ?? 0));
  app.error((problem) => Promise.reject(problem));
  answerAfterwards(app, inHand);
  return { app, sockets };
}

/** The HTTP server is ours, and calls `processEvent` itself. */
const handedOver: Receiver = { init() {}, start: async () => {}, stop: async () => {} };

/** Bolt acknowledges an event before its listener has run. Here everything is acknowledged when it is written down, or not at all. */
function answerAfterwards(app: App, inHand: InHand): void {
  const listen = app.processEvent.bind(app);
  async function answer(event: ReceiverEvent): Promise<void> {
    let given: unknown;
    const context = {
      answer: (one: unknown) => {
        given = one;
      },
    };
    await listen({ ...event, ack: async () => {}, customProperties: context });
    await event.ack(given);
  }
  app.processEvent = (event) => inHand.keep(answer(event));
}
