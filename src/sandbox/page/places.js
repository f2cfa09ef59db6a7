import { openChannel, switchPerson } from './actions.js';
import { Avatar } from './avatar.js';
import { html } from './html.js';
import { icon } from './icons.js';
import { isDirect, isUnread } from './store.js';

/** The left pane: where to read, and who to be. */
export function Places({ state }) {
  const channels = state.channels.filter(({ name }) => !isDirect(name));
  const direct = state.channels.filter(({ name }) => isDirect(name));
  return html`<nav class="places" id="places" aria-label="Channels and people">
    <div class="workspace">
      <span class="avatar bot" aria-hidden="true">${icon.anchor}</span>
      <p><b>Acme</b><span>Shipmate sandbox</span></p>
    </div>
    <div class="places-scroll">
      <h2 id="channels-title">Channels</h2>
      <ul aria-labelledby="channels-title" onKeyDown=${moveByArrows}>${channels.map(({ name }) => html`<${Place} key=${name} name=${name} state=${state} />`)}</ul>
      ${direct.length > 0 && html`<h2 id="direct-title">Direct messages</h2>`}
      <ul aria-labelledby="direct-title" onKeyDown=${moveByArrows}>${direct.map(({ name }) => html`<${Place} key=${name} name=${name} state=${state} />`)}</ul>
    </div>
    <${You} state=${state} />
  </nav>`;
}

function Place({ name, state }) {
  const here = name === state.channel;
  const unread = isUnread(name);
  return html`<li>
    <button type="button" class=${unread ? 'place unread' : 'place'} aria-current=${here ? 'page' : undefined} onClick=${() => openChannel(name)}>
      <span class="hash" aria-hidden="true">${isDirect(name) ? icon.anchor : '#'}</span>
      <span class="place-name">${isDirect(name) ? 'Shipmate' : name}</span>
      ${unread && html`<span class="dot"><span class="unseen">unread</span></span>`}
    </button>
  </li>`;
}

function moveByArrows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll('button')];
  all[all.indexOf(document.activeElement) + step]?.focus();
}

/** Who you are: the browser's own radio buttons, so the arrow keys switch. */
function You({ state }) {
  return html`<fieldset class="you">
    <legend>You are</legend>
    ${state.people.map(
      (person) =>
        html`<label key=${person.name} class="person">
          <input type="radio" name="you" value=${person.name} checked=${person.name === state.as} onChange=${() => switchPerson(person.name)} />
          <${Avatar} user=${person} small />
          <span><b>${person.realName}</b><small>${person.about}</small></span>
        </label>`,
    )}
  </fieldset>`;
}
