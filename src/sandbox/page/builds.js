import { build } from './actions.js';
import { html, useState } from './html.js';
import { personOf } from './store.js';

const places = [
  { label: 'checkout, main', repo: 'acme/checkout' },
  { label: 'payments, main', repo: 'acme/payments' },
  { label: 'checkout, a pull request', repo: 'acme/checkout', pullRequest: {} },
];

const outcomes = [
  { outcome: 'red', label: 'Red', says: 'fails' },
  { outcome: 'green', label: 'Green', says: 'passes' },
  { outcome: 'flaky', label: 'Flaky', says: 'fails, and passes when it is run again' },
  { outcome: 'runnerLost', label: 'No runner', says: 'lost its machine' },
];

/** A commit by whoever one is, and what becomes of its build. */
export function Builds({ as }) {
  const [at, setAt] = useState(0);
  const [said, setSaid] = useState('');
  const place = places[at];
  const push = async ({ outcome, says }) => {
    const { repo, pullRequest } = place;
    const run = await build({ repo, outcome, author: as, ...(pullRequest && { pullRequest }) });
    if (run) setSaid(`#${run.number} of ${repo} ${says}. ${outcome === 'green' ? '' : heardBy(place, as)}`);
  };
  return html`<section class="scene builds" aria-labelledby="builds-title">
    <h2 id="builds-title">Builds</h2>
    <div class="levers">
      <label class="lever-place">
        Push to
        <select onChange=${(event) => setAt(Number(event.currentTarget.value))}>
          ${places.map(({ label }, index) => html`<option key=${label} value=${index} selected=${index === at}>${label}</option>`)}
        </select>
      </label>
      <div class="lever-outcomes" role="group" aria-label="and the build is">
        ${outcomes.map((one) => html`<button type="button" class="button" key=${one.outcome} title=${`The build ${one.says}`} onClick=${() => push(one)}>${one.label}</button>`)}
      </div>
      <p class="lever-said" role="status">${said}</p>
    </div>
  </section>`;
}

const heardBy = ({ pullRequest }, as) =>
  pullRequest ? `${personOf(as)?.realName ?? as} alone is told.` : 'Unless the next one passes, #builds is told in ten seconds.';
