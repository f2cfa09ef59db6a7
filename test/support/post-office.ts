import { createChat } from '../../src/integrations/slack/chat.ts';
import { type OpenStore, openStore } from '../../src/integrations/store/store.ts';
import { createPostman, type Postman } from '../../src/pipeline/postman.ts';
import type { LedgerEntry, MessageWrite } from '../../src/ports.ts';
import { type SlackDouble, type SlackOptions, startSlack } from '../../src/sandbox/slack/index.ts';
import { aPolicy } from './a-policy.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';
import { silentLog } from './silent-log.ts';
import { until } from './until.ts';

/** A postman, a real store, and a Slack that can be made to fail. */
export interface PostOffice {
  slack: SlackDouble;
  clock: MovableClock;
  store: OpenStore;
  /** Wants a message to look like that. */
  wishes(key: string, text: string, more?: Partial<MessageWrite>): Promise<void>;
  /** One more postman, with a store of its own. */
  employ(owner: string, officeMs?: number): Promise<Employed>;
  /** Lets the time go by until it is so. */
  passes(isSo: () => boolean | Promise<boolean>, stepMs?: number): Promise<void>;
  /** Lets the time go by until Slack shows everything. */
  delivers(): Promise<void>;
  /** What stands in a channel, as one person sees it, root messages and threads. */
  shows(channel?: string, as?: string): string[];
  callsOf(method: string): number;
  ledger(): Promise<LedgerEntry[]>;
  close(): Promise<void>;
}

/** Nobody asks about a channel but for what is about code. */
const unknownChannels = { channel: async () => undefined };

interface Employed {
  postman: Postman;
  /** Can write nothing down any more. */
  dies(): Promise<void>;
}

export async function openPostOffice(options: SlackOptions & { withoutPostman?: true } = {}): Promise<PostOffice> {
  const clock = createMovableClock();
  const database: FreshDatabase = await freshDatabase();
  const slack = await startSlack({ clock: clock.now, ...options });
  const staff = new Map<Postman, OpenStore>();
  const store = await openStore({ connection: database.connection, log: silentLog, clock });

  async function employ(owner: string, officeMs?: number) {
    const itsStore = await openStore({ connection: database.connection, log: silentLog, clock });
    const chat = createChat({ botToken: slack.botToken, apiUrl: slack.apiUrl, timeoutMs: 60_000, log: silentLog });
    const postman = createPostman(
      { store: itsStore, chat, clock, log: silentLog, policy: aPolicy, directory: unknownChannels },
      owner,
      officeMs,
    );
    postman.start();
    staff.set(postman, itsStore);
    const dies = async () => {
      staff.delete(postman);
      await itsStore.close();
      await postman.stop();
    };
    return { postman, dies };
  }
  if (!options.withoutPostman) await employ('the first');

  async function passes(isSo: () => boolean | Promise<boolean>, stepMs = 200): Promise<void> {
    await until(async () => {
      if (await isSo()) return true;
      clock.advance(stepMs);
      return false;
    });
  }

  return {
    slack,
    clock,
    store,
    employ,
    passes,
    async wishes(key, text, more = {}) {
      const blocks = [{ type: 'section', text: { type: 'mrkdwn', text } }];
      await store.commit({ messages: [{ key, recordId: 'D-1', channel: 'C0CHECKOUT', message: { text, blocks }, ...more }], lines: [] });
      for (const postman of staff.keys()) postman.nudge();
    },
    delivers: () => passes(async () => (await store.waitingMessages()) === 0),
    shows: (channel = 'checkout', as = 'ana') => slack.messages(channel, { as }).map(({ text }) => text),
    callsOf: (method) => slack.calls.filter((call) => call.method === method).length,
    ledger: () => store.ledger({ limit: 100 }),
    async close() {
      await Promise.all([...staff.keys()].map((postman) => postman.stop()));
      await Promise.all([...staff.values(), store].map((each) => each.close()));
      clock.stop();
      await slack.close();
      await database.drop();
    },
  };
}
