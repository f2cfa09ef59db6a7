import { useEffect, useReducer } from './html.js';
import { recall } from './remember.js';

/** All that the page knows. It is replaced, never mutated, so a render sees one moment. */
let state = {
  as: recall('as', 'ana'),
  channel: recall('channel', 'checkout'),
  /** The `ts` of the message whose thread is open. */
  thread: undefined,
  /** On narrow screens, which side pane lies over the messages: 'places' or 'scenes'. */
  drawer: undefined,
  people: [],
  channels: [],
  commands: [],
  /** What Slack's menus offer, on messages and everywhere. */
  shortcuts: [],
  /** The emoji that ask the bot for something. */
  emoji: [],
  /** Open modals, the topmost last. */
  views: [],
  words: { services: [], environments: [], versions: [] },
  /** Messages by channel name, as the present person sees them. */
  messages: {},
  /** The newest `ts` seen, by `person/channel`. */
  lastRead: recall('lastRead', {}),
  cluster: [],
  ledger: [],
  /** Presses under way, as `ts/actionId`. */
  pending: new Set(),
  /** The question of a button that asks first, and how to answer it. */
  question: undefined,
  /** The `ts` of the message that is being changed. */
  editing: undefined,
  /** Text to put in the composer; a new object each time. */
  draft: undefined,
  hintSeen: recall('hintSeen', false),
  problem: undefined,
  connected: true,
  ready: false,
};

const listeners = new Set();

export const current = () => state;

export function change(patch) {
  state = { ...state, ...patch };
  for (const listener of listeners) listener();
}

/** The state, and a new render whenever it changes. */
export function useWorkspace() {
  const [, renderAgain] = useReducer((count) => count + 1, 0);
  useEffect(() => {
    listeners.add(renderAgain);
    return () => listeners.delete(renderAgain);
  }, []);
  return state;
}

export const personOf = (idOrName) => state.people.find(({ id, name }) => id === idOrName || name === idOrName);
export const channelOf = (idOrName) => state.channels.find(({ id, name }) => id === idOrName || name === idOrName);

export const isDirect = (channel) => channel === 'shipmate';
export const channelTitle = (channel) => (isDirect(channel) ? 'Shipmate' : `#${channel}`);

/** Whether a channel holds something that the present person has not seen: roots and broadcasts by others count. */
export function isUnread(channel) {
  if (channel === state.channel) return false;
  const seen = Number(state.lastRead[`${state.as}/${channel}`] ?? 0);
  return (state.messages[channel] ?? []).some(
    (message) => Number(message.ts) > seen && !message.ephemeral && isInChannel(message) && message.user.name !== state.as,
  );
}

/** A reply stays in its thread unless it was sent to the channel too. */
export const isInChannel = (message) => !isReply(message) || message.broadcast;
export const isReply = (message) => message.threadTs !== undefined && message.threadTs !== null && message.threadTs !== message.ts;
