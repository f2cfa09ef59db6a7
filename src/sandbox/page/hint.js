import { dismissHint, putInComposer } from './actions.js';
import { html } from './html.js';
import { icon } from './icons.js';

const suggestions = [
  { line: '/deploy checkout v1.3.0 to production', about: 'Someone else has to approve it: switch to Ben for that.' },
  { line: '/deploy checkout v1.4.0-crash to staging', about: 'A version that crashes. Watch it being put back.' },
  { line: '/rollback checkout in production', about: 'Back to the release before.' },
];

/** Shown until dismissed: three commands to try. */
export function Hint() {
  return html`<section class="first-visit" aria-label="Three commands to try">
    <header>
      <h2>New here? Try one of these</h2>
      <button type="button" class="round" aria-label="Dismiss the suggestions" onClick=${dismissHint}>${icon.close}</button>
    </header>
    <ul>
      ${suggestions.map(
        ({ line, about }) =>
          html`<li>
            <button type="button" onClick=${() => putInComposer(line)}><code>${line}</code><span>${about}</span></button>
          </li>`,
      )}
    </ul>
  </section>`;
}
