import { bot } from '../world.ts';
import type { OpenView } from './views.ts';
import type { Message, Workspace } from './workspace.ts';

/** What a person sees at once after doing something. */
export interface Reply {
  text: string;
  blocks?: unknown[];
  ephemeral: boolean;
  ts: string;
  channel: string;
}

export interface Outcome {
  reply?: Reply;
  view?: OpenView;
}

export interface Awaited {
  userId: string;
  /** Where a private message counts as the answer; absent: anywhere. */
  channel?: string;
  responseUrl?: string;
  /** A reply of the bot in this thread counts as the answer. */
  threadTs?: string;
  /** Whatever the bot says in the channel counts: it is a direct conversation. */
  direct?: boolean;
}

interface Sighting {
  message?: Message;
  view?: OpenView;
  responseUrl?: string;
}

export type Replies = ReturnType<typeof createReplies>;

/** Watches for the answer to what someone just did, so that a test need not poll for it. */
export function createReplies(workspace: Workspace) {
  const watchers = new Set<(sighting: Sighting) => void>();
  const tell = (sighting: Sighting) => {
    for (const watcher of watchers) watcher(sighting);
  };
  let through: string | undefined;
  workspace.onPost((message) => tell({ message, responseUrl: through }));

  return {
    /** For answers that are no new message: an opened view. */
    tell,

    /** What is shown by this response URL, new or replaced, answers the request that it was given with, and no other. */
    throughUrl(responseUrl: string, show: () => Message | undefined): void {
      through = responseUrl;
      try {
        tell({ message: show(), responseUrl });
      } finally {
        through = undefined;
      }
    },

    /** Starts looking now; `first` waits for the answer at most that long. */
    expect(awaited: Awaited) {
      let outcome: Outcome | undefined;
      let found = () => {};
      const watcher = (sighting: Sighting) => {
        if (outcome !== undefined || !answers(sighting, awaited)) return;
        outcome = { view: sighting.view, reply: sighting.message && replyOf(sighting.message) };
        found();
      };
      watchers.add(watcher);
      return {
        first(waitMs: number): Promise<Outcome> {
          return new Promise((resolve) => {
            const timer = setTimeout(() => found(), waitMs);
            found = () => {
              clearTimeout(timer);
              watchers.delete(watcher);
              resolve(outcome ?? {});
            };
            if (outcome !== undefined) found();
          });
        },
      };
    },
  };
}

export function replyOf({ text, blocks, ephemeralTo, ts, channel }: Message): Reply {
  return { text, ...(blocks === undefined ? {} : { blocks }), ephemeral: ephemeralTo !== undefined, ts, channel };
}

function answers({ message, view, responseUrl }: Sighting, awaited: Awaited): boolean {
  if (view !== undefined) return view.userId === awaited.userId && view.shape.type === 'modal';
  if (responseUrl !== undefined && awaited.responseUrl !== undefined) return responseUrl === awaited.responseUrl;
  if (message === undefined) return false;
  if (message.ephemeralTo !== undefined)
    return message.ephemeralTo === awaited.userId && (awaited.channel ?? message.channel) === message.channel;
  if (message.user !== bot.userId) return false;
  if (awaited.direct === true && message.channel === awaited.channel) return true;
  return awaited.threadTs !== undefined && message.threadTs === awaited.threadTs;
}
