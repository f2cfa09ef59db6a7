import { closeDrawer, openDrawer, start } from './actions.js';
import { Builds } from './builds.js';
import { Channel } from './channel.js';
import { Cluster } from './cluster.js';
import { html, render, useEffect, useLayoutEffect, useRef } from './html.js';
import { icon } from './icons.js';
import { Ledger } from './ledger.js';
import { Modal, Question } from './modal.js';
import { Places } from './places.js';
import { channelTitle, isUnread, useWorkspace } from './store.js';
import { Thread } from './thread.js';

function App() {
  const state = useWorkspace();
  const { drawer, thread, views, question } = state;
  const top = views.at(-1);
  useDrawer(drawer);
  useEffect(() => {
    const some = state.channels.some(({ name }) => isUnread(name));
    document.title = `${some ? '• ' : ''}${channelTitle(state.channel)} · Shipmate sandbox`;
  });
  if (state.channels.length === 0) return html`<p class="opening" role="status">${state.problem ?? 'Opening the workspace…'}</p>`;
  return html`<div class="frame ${thread ? 'with-thread' : ''} ${drawer ? `drawer-${drawer}` : ''}">
    <a class="skip" href="#messages">Skip to the messages</a>
    <${Places} state=${state} />
    <${Channel} state=${state} openDrawer=${openDrawer} />
    ${thread && html`<${Thread} key=${thread} state=${state} />`}
    <${Scenes} state=${state} />
    ${drawer && html`<button type="button" class="veil" aria-label="Close" onClick=${closeDrawer}></button>`}
    ${top && html`<${Modal} key=${top.viewId} ...${top} pending=${state.pending} />`}
    ${question && html`<${Question} question=${question} />`}
  </div>`;
}

const Scenes = ({ state }) =>
  html`<aside class="scenes" id="scenes" aria-label="Behind the scenes">
    <header class="bar">
      <div class="bar-title"><p class="scenes-title">Behind the scenes</p></div>
      <button type="button" class="round for-medium" aria-label="Close" onClick=${closeDrawer}>${icon.close}</button>
    </header>
    <${Cluster} deployments=${state.cluster} />
    <${Builds} as=${state.as} />
    <${Ledger} entries=${state.ledger} />
  </aside>`;

/** An open drawer takes the focus, the rest is out of reach until it closes, and Escape gives the focus back. */
function useDrawer(drawer) {
  const opener = useRef();
  useLayoutEffect(() => {
    if (!drawer) return;
    opener.current = document.activeElement;
    const pane = document.getElementById(drawer);
    const rest = [...document.querySelectorAll('.frame > :is(nav, main, aside)')].filter((other) => other !== pane);
    for (const other of rest) other.inert = true;
    (pane.querySelector('[aria-current]') ?? pane.querySelector('button')).focus();
    const closeOnEscape = (event) => event.key === 'Escape' && closeDrawer();
    // A window that grows shows the panes side by side again.
    const wide = matchMedia('(min-width: 1180px)');
    wide.addEventListener('change', closeDrawer);
    document.addEventListener('keydown', closeOnEscape);
    return () => {
      for (const other of rest) other.inert = false;
      wide.removeEventListener('change', closeDrawer);
      document.removeEventListener('keydown', closeOnEscape);
      opener.current?.focus();
    };
  }, [drawer]);
}

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App} />`, root);
void start();
