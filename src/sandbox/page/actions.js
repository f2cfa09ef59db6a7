import * as api from './api.js';
import { coalesced } from './coalesced.js';
import { remember } from './remember.js';
import { change, channelOf, current } from './store.js';

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
  const { people, channels, commands, views } = world;
  change({ people, channels, commands, views });
});

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
  change({ as, messages: {}, views: [], thread: undefined, problem: undefined });
  await enter();
}

export function openChannel(channel) {
  remember('channel', channel);
  change({ channel, thread: undefined, drawer: undefined, problem: undefined });
  markRead();
  loadMessages(channel);
}

export const openThread = (thread) => change({ thread, drawer: undefined });
export const closeThread = () => change({ thread: undefined });
export const openDrawer = (drawer) => change({ drawer });
export const closeDrawer = () => change({ drawer: undefined });
export const putInComposer = (text) => change({ draft: { text } });
export const forgetProblem = () => change({ problem: undefined });

export function dismissHint() {
  remember('hintSeen', true);
  change({ hintSeen: true });
}

/** Types a line where the person is. Answers whether it was taken; if not, the problem is shown and the line can be kept. */
export async function say(text, threadTs) {
  const { as, channel } = current();
  const answer = await act(() => api.type({ as, channel, text, ...(threadTs && { threadTs }) }));
  if (answer) await loadMessages(channel);
  return answer !== undefined;
}

/** Presses a button (or picks from a menu) of a message, after its question if it has one. One press at a time. */
export async function press({ ts, channel, actionId, value, confirm }) {
  const key = `${ts}/${actionId}`;
  if (current().pending.has(key)) return;
  if (confirm && !(await askFirst(confirm))) return;
  change({ pending: new Set([...current().pending, key]) });
  const { as } = current();
  const answer = await act(() => api.press({ as, channel, ts, actionId, ...(value !== undefined && { value }) }));
  if (answer?.view) showView(answer.view);
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

/** Sends a modal's values. Answers the errors by block, or undefined when there are none. */
export async function submitView(viewId, values) {
  const { as, channel } = current();
  const answer = await act(() => api.submit({ as, viewId, values }));
  if (!answer) return {};
  if (answer.errors) return answer.errors;
  dropView(viewId);
  if (answer.view) showView(answer.view);
  await Promise.all([loadWorld(), loadMessages(channel)]);
  return undefined;
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
