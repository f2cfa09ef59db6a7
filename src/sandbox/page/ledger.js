import { html } from './html.js';
import { personOf } from './store.js';
import { fullTimeOf, timeOf } from './when.js';

const shown = 60;

/** The audit ledger, newest first: who asked for what, what was decided and why, and the hash that chains it to the entry before. */
export function Ledger({ entries }) {
  const tally = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  return html`<section class="scene ledger" aria-labelledby="ledger-title">
    <h2 id="ledger-title">Ledger <span class="tally">${entries.length > 0 ? tally : ''}</span></h2>
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
  const decision = words(entry.decision) || 'open';
  const reason = words(entry.reason);
  const [subject, ...places] = Array.isArray(entry.subjects) ? entry.subjects.map(words) : [words(entry.subjects)];
  // what somebody asked for is told in their words, also where something began with it
  const moved = entry.after !== undefined && (entry.before !== undefined || entry.args === undefined);
  const about = [moved ? '' : subject, ...places].filter(Boolean).join(' ');
  return html`<li class="entry ${lookOf(decision, reason)}">
    <p class="entry-what">
      <b>${whoIs(entry.actor)}</b>${' '}
      ${
        moved
          ? html`${subject} <span class="entry-move">${entry.before !== undefined && `${spoken(entry.before)} → `}<b>${spoken(entry.after)}</b></span>`
          : decision === 'opened'
            ? html`<code>${asked(entry)}</code>`
            : html`<span class="entry-verb">${words(entry.verb)}</span> <span>${given(entry.args)}</span>`
      }
    </p>
    <p class="entry-outcome">
      <span class="decision">${decision}</span>
      ${reason && reason !== 'ok' && reason !== decision && html`<span class="reason">${reason}</span>`}
      ${about && html`<span>${about}</span>`}
      ${entry.via !== 'workflow' && html`<span>${words(entry.via)}</span>`}
      <time dateTime=${entry.at} title=${Number.isNaN(at.getTime()) ? undefined : fullTimeOf(at)}>${Number.isNaN(at.getTime()) ? '' : timeOf(at)}</time>
      <code title=${words(entry.hash)}>${words(entry.hash).slice(0, 8)}</code>
    </p>
  </li>`;
}

const whoIs = (actor) => (actor === 'shipmate' ? 'Shipmate' : (personOf(actor)?.realName ?? (words(actor) || 'Shipmate')));

const good = new Set(['done', 'changed', 'allowed', 'approved', 'ok', 'run']);
const waiting = new Set(['open', 'opened', 'held', 'asked', 'pending', 'noted']);
/** A change for the worse is told by its reason: a deploy that was put back is a change too. */
function lookOf(decision, reason) {
  if (waiting.has(decision)) return 'waiting';
  return good.has(decision) && (reason === 'ok' || reason === '') ? 'good' : 'bad';
}

/** `rollingOut` is a state's name; people say "rolling out". */
const spoken = (state) => words(state).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A request that is only opened yet: the line as it was typed. */
const asked = ({ verb, args }) => words(args?.line) || `${words(verb)} ${given(args)}`;

const saidFirst = ['service', 'version', 'environment'];

/** Arguments in the order in which people say them. */
function given(args) {
  if (args === null || typeof args !== 'object' || Array.isArray(args)) return words(args);
  const names = [...saidFirst.filter((name) => name in args), ...Object.keys(args).filter((name) => !saidFirst.includes(name))];
  return names
    .map((name) => (args[name] === true ? `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : words(args[name])))
    .filter(Boolean)
    .join(' ');
}

/** Ledger fields may be lists or records; what a person reads is their words. What was not asked for is not said. */
function words(value) {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(words).filter(Boolean).join(' ');
  if (typeof value === 'object') return Object.values(value).map(words).filter(Boolean).join(' ');
  return String(value);
}
