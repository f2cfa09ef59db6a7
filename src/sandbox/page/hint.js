import { dismissHint, putInComposer, switchPerson } from './actions.js';
import { html } from './html.js';
import { icon } from './icons.js';
import { personOf } from './store.js';

const suggestions = [
  { line: '/deploy checkout v1.3.0 to production', short: 'Deploy', about: 'Someone else has to approve it: switch to Ben for that.' },
  { line: '/deploy checkout v1.4.0-crash to staging', short: 'A bad version', about: 'Watch it being put back.' },
  { line: '/rollback checkout in production', short: 'Roll back', about: 'Back to the release before.' },
];

const approver = 'ben';

/** Shown until dismissed: three commands to try. Once something was said it steps aside, and tells what comes next. */
export function Hint({ begun, messages, as }) {
  const waits = as !== approver && messages.some(waitsForApproval);
  return html`<section class=${begun ? 'first-visit small' : 'first-visit'} aria-label="Three commands to try">
    <header>
      <h2>${begun ? (waits ? 'Somebody else has to approve it' : 'Try next') : 'New here? Try one of these'}</h2>
      ${begun && waits && html`<button type="button" class="button primary" onClick=${() => switchPerson(approver)}>Become ${personOf(approver)?.realName ?? 'Ben'}</button>`}
      ${begun && !waits && html`<${Few} />`}
      <button type="button" class="round" aria-label="Dismiss the suggestions" onClick=${dismissHint}>${icon.close}</button>
    </header>
    ${!begun && html`<${All} />`}
  </section>`;
}

const All = () =>
  html`<ul>
    ${suggestions.map(
      ({ line, about }) =>
        html`<li>
          <button type="button" onClick=${() => putInComposer(line)}><code>${line}</code><span>${about}</span></button>
        </li>`,
    )}
  </ul>`;

const Few = () =>
  html`<ul>
    ${suggestions.map(
      ({ line, short }) =>
        html`<li>
          <button type="button" class="chip" title=${line} onClick=${() => putInComposer(line)}>${short}</button>
        </li>`,
    )}
  </ul>`;

/** A card in the channel still has its button to approve. */
const waitsForApproval = ({ ephemeral, blocks }) =>
  !ephemeral && (blocks ?? []).some(({ elements }) => Array.isArray(elements) && elements.some(({ text }) => text?.text === 'Approve'));
