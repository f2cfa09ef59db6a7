import * as api from './api.js';
import { coalesced } from './coalesced.js';
import { remember } from './remember.js';
import { change, channelOf, current, isDirect } from './store.js';

let stopListening = () => {};
const refreshers = new Map();

/** Opens the workspace as the person of last time. */
export async function start() {
  const words = await attempt(api.readWords);
  if (words) change({ words });
  await enter();
}

/** Everything is read anew for the present person: another person sees other messages. */
async function enter() {
  stopListening();
  refreshers.clear();
  const { as } = current();
  // Listening first: what changes while we read is then read again.
  stopListening = api.listen(as, { changed, opened, lost: () => change({ connected: false }) });
  await loadWorld();
  const { channels, people, channel } = current();
  if (as !== current().as) return;
  if (people.length > 0 && !people.some(({ name }) => name === as)) return switchPerson(people[0].name);
  if (channels.length > 0 && !channelOf(channel)) change({ channel: channels[0].name });
  await loadMessages(current().channel);
  change({ ready: true });
  await Promise.all([loadCluster(), loadLedger(), ...others().map(loadMessages)]);
}

/** New channels, of which nothing is known yet. */
const unread = () =>
  current()
    .channels.map(({ name }) => name)
    .filter((name) => current().messages[name] === undefined);

const others = () =>
  current()
    .channels.map(({ name }) => name)
    .filter((name) => name !== current().channel);

function changed({ what, channel }) {
  if (what === 'messages') {
    const known = channel === undefined ? undefined : channelOf(channel);
    for (const { name } of known ? [known] : current().channels) loadMessages(name);
  }
  if (what === 'cluster') loadCluster();
  if (what === 'ledger') loadLedger();
  if (what === 'views') loadWorld();
  if (what === 'channels') loadWorld().then(() => Promise.all(unread().map(loadMessages)));
}

function opened() {
  if (current().connected) return;
  change({ connected: true });
  forgetProblem();
  void enter();
}

const loadCluster = coalesced(async () => {
  const answer = await attempt(api.readCluster);
  if (answer) change({ cluster: answer.deployments });
});

const loadLedger = coalesced(async () => {
  const answer = await attempt(api.readLedger);
  if (answer) change({ ledger: answer.entries });
});

const loadWorld = coalesced(async () => {
  const { as } = current();
  const world = await attempt(() => api.readWorld(as));
  if (!world || as !== current().as) return;
  const { people, channels, commands, views, shortcuts = [], emoji = [] } = world;
  const me = people.find(({ name }) => name === as);
  const direct = me && !channels.some(({ name }) => isDirect(name)) ? [{ name: 'shipmate', id: `D${me.id.slice(1)}`, topic: '' }] : [];
  change({ people, channels: [...channels, ...direct], commands: commands.map(slashed), views, shortcuts, emoji });
});

/** A command by the name that is typed, whichever way the menu words it. */
const slashed = ({ command, name, ...rest }) => ({ ...rest, command: `/${(command ?? name).replace(/^\//, '')}` });

function loadMessages(channel) {
  if (!refreshers.has(channel))
    refreshers.set(
      channel,
      coalesced(() => readMessages(channel)),
    );
  return refreshers.get(channel)();
}

async function readMessages(channel) {
  const { as } = current();
  const answer = await attempt(() => api.readMessages(as, channel));
  if (!answer || as !== current().as) return;
  change({ messages: { ...current().messages, [channel]: answer.messages } });
  if (channel === current().channel) markRead();
}

function markRead() {
  const { as, channel, messages, lastRead } = current();
  const newest = (messages[channel] ?? []).reduce((latest, { ts }) => (Number(ts) > Number(latest) ? ts : latest), '0');
  const next = { ...lastRead, [`${as}/${channel}`]: newest };
  change({ lastRead: next });
  remember('lastRead', next);
}

export async function switchPerson(as) {
  remember('as', as);
  change({ as, messages: {}, editing: undefined, views: [], thread: undefined, problem: undefined });
  await enter();
}

export function openChannel(channel) {
  remember('channel', channel);
  change({ channel, editing: undefined, thread: undefined, drawer: undefined, problem: undefined });
  markRead();
  loadMessages(channel);
}

export const openThread = (thread) => change({ thread, drawer: undefined });
export const closeThread = () => change({ thread: undefined });
export const openDrawer = (drawer) => change({ drawer });
export const closeDrawer = () => change({ drawer: undefined });
export const putInComposer = (text) => change({ draft: { text } });
export const forgetDraft = () => change({ draft: undefined });
export const forgetProblem = () => change({ problem: undefined });

export function dismissHint() {
  remember('hintSeen', true);
  change({ hintSeen: true });
}

/** Puts one's own emoji on a message, or takes it away again. */
export async function toggleReaction({ ts, reactions }, emoji) {
  const { as, channel, people } = current();
  const me = people.find(({ name }) => name === as)?.id;
  const remove = reactions?.some(({ name, users }) => name === emoji && users.includes(me)) ?? false;
  await act(() => api.react({ as, channel, ts, emoji, ...(remove && { remove }) }));
  await loadMessages(channel);
}

/** Uses one of the bot's shortcuts: on a message, or on none. */
export async function useShortcut(title, ts) {
  const { as, channel } = current();
  const answer = await act(() => api.shortcut({ as, title, ...(ts && { channel, ts }) }));
  if (answer?.view) showView(answer.view);
  if (answer?.error) change({ problem: answer.error });
  await loadMessages(channel);
}

/** What one has written is changed where one writes. */
export const copyIntoComposer = ({ ts, text }) => change({ draft: { text: asTyped(text) }, editing: ts });
export const stopEditing = () => change({ editing: undefined });

const asTyped = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

export async function deleteMessage(ts) {
  const { as, channel } = current();
  await act(() => api.remove({ as, channel, ts }));
  await loadMessages(channel);
}

/** Types a line where the person is. Answers whether it was taken; if not, the problem is shown and the line can be kept. */
export async function say(text, threadTs) {
  const { as, channel, editing } = current();
  if (editing !== undefined && threadTs === undefined) return changeMessage(editing, text);
  const answer = await act(() => api.type({ as, channel, text, ...(threadTs && { threadTs }) }));
  if (answer?.view) showView(answer.view);
  if (answer) await loadMessages(channel);
  return answer !== undefined;
}

async function changeMessage(ts, text) {
  const { as, channel } = current();
  const answer = await act(() => api.edit({ as, channel, ts, text }));
  if (answer) change({ editing: undefined });
  await loadMessages(channel);
  return answer !== undefined;
}

/**
 * Presses a button (or picks from a menu), after its question if it has one; one press of it at a time.
 * It stands in a message (`ts`) or in a modal (`viewId`), then with what the modal's fields hold (`values`).
 */
export async function press({ ts, viewId, actionId, value, values, confirm }) {
  const key = `${ts ?? viewId}/${actionId}`;
  if (current().pending.has(key)) return;
  if (confirm && !(await askFirst(confirm))) return;
  change({ pending: new Set([...current().pending, key]) });
  const { as, channel } = current();
  const place = viewId ? { viewId, values } : { channel, ts };
  const answer = await act(() => api.press({ as, ...place, actionId, ...(value !== undefined && { value }) }));
  if (answer?.view) showView(answer.view);
  if (answer?.error) change({ problem: answer.error });
  await loadMessages(channel);
  change({ pending: new Set([...current().pending].filter((other) => other !== key)) });
}

const askFirst = (confirm) =>
  new Promise((resolve) => {
    const answer = (yes) => {
      change({ question: undefined });
      resolve(yes);
    };
    change({ question: { confirm, answer } });
  });

/** Pushes a commit and has it built; answers the run. */
export const build = async (wanted) => (await act(() => api.changeWorld({ build: wanted })))?.build;

/** Sends a modal's values. Answers the errors by block, and the sentence when it went wrong as a whole; neither when it was taken. */
export async function submitView(viewId, values) {
  const { as, channel } = current();
  const answer = await act(() => api.submit({ as, viewId, values }));
  if (!answer) return { errors: {}, problem: current().problem };
  if (answer.errors || answer.error) return { errors: answer.errors ?? {}, problem: answer.error };
  dropView(viewId);
  if (answer.view) showView(answer.view);
  await Promise.all([loadWorld(), loadMessages(channel)]);
  return { errors: {} };
}

/** What an external menu offers for what was typed. */
export async function suggest(place, actionId, value) {
  const { as, channel } = current();
  const answer = await attempt(() => api.readOptions({ as, ...(place.viewId ? place : { ...place, channel }), actionId, value }));
  return answer?.options ?? answer?.option_groups?.flatMap(({ options }) => options) ?? [];
}

export async function closeView(viewId) {
  dropView(viewId);
  await attempt(() => api.close({ as: current().as, viewId }));
}

function showView(opened) {
  dropView(opened.viewId);
  change({ views: [...current().views, opened] });
}

const dropView = (viewId) => change({ views: current().views.filter((view) => view.viewId !== viewId) });

/** Something a person does: an older problem is no longer of interest. */
function act(work) {
  forgetProblem();
  return attempt(work);
}

/** What goes wrong is shown as a sentence above the composer; the caller gets undefined. */
async function attempt(work) {
  try {
    return await work();
  } catch (problem) {
    change({ problem: problem.message });
    return undefined;
  }
}
