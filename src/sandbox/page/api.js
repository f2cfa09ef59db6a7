/** Asks the sandbox's JSON API. Throws an Error whose message is a sentence for people. */
async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error('The sandbox does not answer. Is it still running in your terminal?');
  }
  const answer = await response.json().catch(() => undefined);
  if (answer === undefined) throw new Error('The sandbox gave an answer that cannot be read.');
  if (!response.ok) throw new Error(answer.error ?? 'The sandbox could not do that.');
  return answer;
}

const read = (path, query = {}) => ask(`/api/${path}?${new URLSearchParams(query)}`);

const send = (path, body) =>
  ask(`/api/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const readWorld = (as) => read('world', { as });
export const readMessages = (as, channel) => read('messages', { as, channel });
export const readCluster = () => read('cluster');
export const readLedger = () => read('ledger');
export const readOptions = (query) => read('options', query);
export const readWords = () => ask('/words.json');

export const type = (line) => send('type', line);
export const press = (button) => send('press', button);
export const submit = (form) => send('submit', form);
export const react = (reaction) => send('react', reaction);
export const shortcut = (used) => send('shortcut', used);
export const edit = (message) => send('edit', message);
export const remove = (message) => send('delete', message);
export const changeWorld = (wanted) => send('world', wanted);
export const close = (view) => send('close', view);

/** Listens for changes until the returned function is called. The browser reconnects by itself. */
export function listen(as, { changed, opened, lost }) {
  const source = new EventSource(`/api/live?${new URLSearchParams({ as })}`);
  source.addEventListener('open', opened);
  source.addEventListener('error', lost);
  source.addEventListener('change', (event) => changed(JSON.parse(event.data)));
  return () => source.close();
}
