import { forgetProblem } from './actions.js';
import { html } from './html.js';
import { icon } from './icons.js';

/** What went wrong, in a sentence, where the person is looking. */
export function Problem({ state }) {
  if (!state.connected) return html`<p class="notice" role="status">The connection was lost. Trying again…</p>`;
  if (!state.problem) return null;
  return html`<div class="notice bad" role="alert">
    <span>${state.problem}</span>
    <button type="button" class="round" aria-label="Dismiss" onClick=${forgetProblem}>${icon.close}</button>
  </div>`;
}
