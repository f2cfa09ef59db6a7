import { html } from './html.js';
import { personOf } from './store.js';
import { fullTimeOf, timeOf } from './when.js';

const shown = 60;

/** The audit ledger, newest first: who asked for what, what was decided and why, and the hash that chains it to the entry before. */
export function Ledger({ entries }) {
  return html`<section class="scene ledger" aria-labelledby="ledger-title">
    <h2 id="ledger-title">Ledger <span class="tally">${entries.length > 0 ? `${entries.length} entries` : ''}</span></h2>
    <div class="scene-scroll" tabindex="0" role="group" aria-labelledby="ledger-title">
      ${entries.length === 0 && html`<p class="empty">Nothing has been asked yet. Every request will be written down here, refused ones too.</p>`}
      <ol class="entries">
        ${entries
          .slice(-shown)
          .reverse()
          .map((entry) => html`<${Entry} key=${entry.seq} entry=${entry} />`)}
      </ol>
    </div>
  </section>`;
}

function Entry({ entry }) {
  const at = new Date(entry.at);
  const decision = words(entry.decision);
  const reason = words(entry.reason);
  return html`<li class="entry ${lookOf(decision)}">
    <p class="entry-what"><b>${whoIs(entry.actor)}</b> <span class="entry-verb">${words(entry.verb)}</span> <span>${words(entry.args)}</span></p>
    <p class="entry-outcome">
      <span class="decision">${decision || 'open'}</span>
      ${reason && reason !== 'ok' && reason !== decision && html`<span>${reason}</span>`}
      <span class="entry-about">${words(entry.subjects)}</span>
    </p>
    <p class="entry-trace">
      <code title=${words(entry.hash)}>${words(entry.hash).slice(0, 10)}</code>
      <span>${words(entry.via)}</span>
      <time dateTime=${entry.at} title=${Number.isNaN(at.getTime()) ? undefined : fullTimeOf(at)}>${Number.isNaN(at.getTime()) ? '' : timeOf(at)}</time>
    </p>
  </li>`;
}

const whoIs = (actor) => personOf(actor)?.realName ?? (words(actor) || 'Shipmate');

const good = new Set(['done', 'allowed', 'approved', 'ok', 'run']);
const waiting = new Set(['', 'open', 'opened', 'held', 'asked', 'pending', 'noted']);
const lookOf = (decision) => (good.has(decision) ? 'good' : waiting.has(decision) ? 'waiting' : 'bad');

/** Ledger fields may be lists or records; what a person reads is their words. */
function words(value) {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(words).join(' ');
  if (typeof value === 'object') return Object.values(value).map(words).filter(Boolean).join(' ');
  return String(value);
}
