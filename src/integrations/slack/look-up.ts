import type { Clock, Log, Said, Workspace } from '../../ports.ts';
import type { SlackDirectory } from './directory.ts';
import { inTime } from './in-time.ts';
import { NotTaken } from './trouble.ts';

/** What has to be known before the corridor is walked; the walk itself may take two seconds of Slack's three. */
const patienceMs = 900;
const userAgeMs = 600_000;
const most = 5_000;

export interface LookUp {
  /** Empty: Slack does not say in time. What the asker hears then goes into the modal alone. */
  conversationWith(userId: string): Promise<string>;
  /** The workspace of that account. @throws NotTaken when Slack does not say in time */
  teamOf(userId: string, home: string): Promise<string>;
  /** The thread a message stands in; undefined: none, or not for us to see. @throws NotTaken when Slack does not say in time */
  threadOf(channel: string, ts: string): Promise<string | undefined>;
  /** What was said lately need not be asked about: emoji are put on that, mostly. */
  heard(said: Pick<Said, 'channel' | 'ts' | 'threadTs'>): void;
}

export interface LookUpOptions {
  workspace: Pick<Workspace, 'conversationWith' | 'messageAt'>;
  directory: Pick<SlackDirectory, 'user'>;
  clock: Clock;
  log: Log;
}

/** What Slack leaves out of what it delivers, and we have to ask for. */
export function createLookUp({ workspace, directory, clock, log }: LookUpOptions): LookUp {
  const conversations = new Map<string, string>();
  const threads = new Map<string, string | undefined>();

  return {
    async conversationWith(userId) {
      const known = conversations.get(userId);
      if (known !== undefined) return known;
      try {
        const opened = await inTime(clock, patienceMs, workspace.conversationWith(userId));
        if (opened === 'late' || opened.outcome === 'refused') return '';
        return remember(conversations, userId, opened.channel);
      } catch (problem) {
        log.warn({ err: problem }, 'The conversation with somebody could not be opened');
        return '';
      }
    },

    async teamOf(userId, home) {
      const user = await inTimeOrAgain(directory.user(userId, userAgeMs));
      return user?.teamId || home;
    },

    async threadOf(channel, ts) {
      const key = placeOf(channel, ts);
      if (threads.has(key)) return threads.get(key);
      const message = await inTimeOrAgain(workspace.messageAt({ channel, ts }));
      return message && remember(threads, key, message.threadTs);
    },

    heard: ({ channel, ts, threadTs }) => void remember(threads, placeOf(channel, ts), threadTs),
  };

  async function inTimeOrAgain<Found>(finding: Promise<Found>): Promise<Found> {
    try {
      const found = await inTime(clock, patienceMs, finding);
      if (found !== 'late') return found;
    } catch (problem) {
      log.warn({ err: problem }, 'Slack does not say whose emoji it is, or on what');
    }
    throw new NotTaken('Slack could not be asked about it');
  }
}

const placeOf = (channel: string, ts: string): string => `${channel}/${ts}`;

/** What Slack says of these never changes. */
function remember<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  known.set(key, value);
  for (const oldest of known.keys()) {
    if (known.size <= most) break;
    known.delete(oldest);
  }
  return value;
}
