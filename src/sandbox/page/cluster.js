import { html } from './html.js';

/** The pods of the make-believe cluster, by namespace, as they are now. */
export function Cluster({ deployments }) {
  const namespaces = [...new Set(deployments.map(({ namespace }) => namespace))];
  return html`<section class="scene cluster" aria-labelledby="cluster-title">
    <h2 id="cluster-title">Cluster</h2>
    <div class="scene-scroll" tabindex="0" role="group" aria-labelledby="cluster-title">
      ${deployments.length === 0 && html`<p class="empty">No deployments yet.</p>`}
      ${namespaces.map(
        (namespace) =>
          html`<div class="namespace" key=${namespace}>
            <h3>${namespace}</h3>
            ${deployments
              .filter((deployment) => deployment.namespace === namespace)
              .map((deployment) => html`<${Deployment} key=${deployment.name} deployment=${deployment} />`)}
          </div>`,
      )}
    </div>
  </section>`;
}

function Deployment({ deployment }) {
  const { name, namespace, version, replicas, ready, updated, pods } = deployment;
  const settled = ready === replicas && updated === replicas && pods.length === replicas;
  return html`<article class="deployment" aria-label=${`${name} in ${namespace}`}>
    <header>
      <b>${name}</b>
      <span class="version">${version}</span>
      <span class=${settled ? 'count' : 'count moving'}>${ready}/${replicas} ready</span>
    </header>
    <ul class="pods">${pods.map((pod) => html`<${Pod} key=${pod.name} pod=${pod} version=${version} />`)}</ul>
  </article>`;
}

function Pod({ pod, version }) {
  const { state, word } = conditionOf(pod);
  return html`<li class="pod ${state} ${pod.version === version ? '' : 'outgoing'}" title=${pod.name}>
    <span class="pod-dot" aria-hidden="true"></span>
    <span class="pod-version">${pod.version}</span>
    <span class=${state === 'ready' ? 'unseen' : 'pod-word'}>${word}</span>
    ${pod.restarts > 0 && html`<span class="pod-restarts">${pod.restarts} ${pod.restarts === 1 ? 'restart' : 'restarts'}</span>`}
  </li>`;
}

const failing = /(BackOff|Err|Error|Failed|Killed|Unschedulable|FailedScheduling)/;

/** A word for each pod, and one of four looks; the look never stands alone. */
function conditionOf({ phase, ready, reason }) {
  if (phase === 'Terminating') return { state: 'going', word: 'stopping' };
  if (reason && failing.test(reason)) return { state: 'failing', word: reason };
  if (phase === 'Failed') return { state: 'failing', word: reason ?? 'failed' };
  if (ready) return { state: 'ready', word: 'ready' };
  return { state: 'starting', word: reason || (phase === 'Running' ? 'not ready' : 'starting') };
}
