import { type Deploy, type DeployIn, deploys } from '../../domain/deploy.ts';
import { cancel, finish, stick } from '../../domain/endings.ts';
import { type Place, placeOf } from '../../domain/place.ts';
import { judgeBake, judgeRollout, type RolloutFacts, restartsOf } from '../../domain/rollout.ts';
import { type Bench, become, changeAlso, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { deploysOf } from './lane.ts';
import { clusterTarget, plannedChange } from './plan.ts';
import { failureOf } from './problems.ts';
import { rollBackOrStick } from './rollback.ts';

/** The cluster says when something changed; this is for the case that its word got lost. */
const lookAgainMs = 5_000;

export async function watchTheRollout(deploy: DeployIn<'rollingOut'>, bench: Bench): Promise<Next<Deploy>> {
  const seen = await lookAtIt(deploy, bench);
  if ('ended' in seen) return seen.ended;
  const { facts, place, changed } = seen;
  const now = bench.clock.now();
  const verdict = judgeRollout(facts, deploy.generation, now);
  const watched = { ...deploy, progress: progressOf(facts, deploy.generation) };
  if (verdict.failure) return rollBackOrStick(watched, verdict.failure, bench);
  if (verdict.state === 'going') return lookAgainIn(watched, lookAgainMs, changed);
  if (place.environmentSettings.bake === 0 || facts.desired === 0) return live(watched, bench);
  return become({
    ...watched,
    status: 'baking',
    bakeUntil: new Date(now.getTime() + place.environmentSettings.bake).toISOString(),
    restartsAtStart: restartsOf(facts),
  });
}

export async function watchItBake(deploy: DeployIn<'baking'>, bench: Bench): Promise<Next<Deploy>> {
  const seen = await lookAtIt(deploy, bench);
  if ('ended' in seen) return seen.ended;
  const { facts, changed } = seen;
  const now = bench.clock.now();
  const verdict = judgeBake(facts, { restarts: deploy.restartsAtStart, desired: deploy.progress.desired });
  if (verdict.failure) return rollBackOrStick({ ...deploy, progress: progressOf(facts, deploy.generation) }, verdict.failure, bench);
  const left = Date.parse(deploy.bakeUntil) - now.getTime();
  return left <= 0 ? live(deploy, bench) : lookAgainIn(deploy, Math.min(left, lookAgainMs), changed);
}

/** What a rollback has put back is no longer what its own card says: that one is told, too. */
async function live(deploy: DeployIn<'rollingOut' | 'baking'>, bench: Bench): Promise<Next<Deploy>> {
  const ended = become<Deploy>(finish(deploy, bench.clock.now()));
  if (deploy.kind === 'deploy') return ended;
  const undone = (await deploysOf(bench, deploy)).find(({ record }) => record.status === 'live' && record.startedAt !== undefined);
  if (undone?.record.status !== 'live' || undone.record.release?.digest !== deploy.from.digest) return ended;
  const undoneBy = { id: deploy.id, by: deploy.askedBy.name };
  return { ...ended, also: [changeAlso(deploys, undone, { ...undone.record, undoneBy })] };
}

/** What stands there now, unless that already is the end of it: stopped by a person, deleted, or changed by somebody else. */
async function lookAtIt(
  deploy: DeployIn<'rollingOut' | 'baking'>,
  bench: Bench,
): Promise<{ ended: Next<Deploy> } | { facts: RolloutFacts; place: Place; changed: Promise<void> }> {
  const now = bench.clock.now();
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const target = clusterTarget(place);
  const changed = bench.cluster.nextChange(target); // asked for before looking, so that nothing in between is missed
  const facts = await bench.cluster.rollout(target);
  const failed = (cause: string, say: string) => ({
    ended: become<Deploy>(stick(deploy, 'executor_error', failureOf('executor_error', cause, say), `${say} I leave it as it is.`, now)),
  });
  if (!facts) return failed('Deleted', `The Deployment ${target.deployment} was deleted while it was rolling out.`);
  if (deploy.stop) return { ended: become(cancel(deploy, deploy.stop.by, leftBehind(deploy, facts), now)) };
  if (
    facts.observedGeneration >= deploy.generation &&
    facts.generation > deploy.generation &&
    facts.image !== plannedChange(deploy, deploy.release).image
  ) {
    return failed('Overwritten', `Somebody else set the image of ${target.deployment} to ${facts.image} meanwhile.`);
  }
  return { facts, place, changed };
}

/** What a deploy that is stopped leaves in the cluster, which goes on by itself. */
export function leftBehind(deploy: DeployIn<'rollingOut' | 'baking' | 'rollingBack'>, facts: RolloutFacts): string {
  const to = deploy.status === 'rollingBack' ? deploy.target.version : deploy.release.version;
  const from = deploy.status === 'rollingBack' ? deploy.release.version : deploy.from.version;
  if (facts.updated >= facts.desired && facts.total <= facts.updated)
    return `All ${facts.desired} pods run \`${to}\` now, and nobody watches whether they stay up.`;
  return `${facts.updated} of ${facts.desired} pods run \`${to}\` now, and the cluster goes on by itself until all do; \`${from}\` ran before.`;
}

/** Counts that belong to an older generation say nothing about ours. */
export const progressOf = (facts: RolloutFacts, generation: number) =>
  facts.observedGeneration < generation
    ? { desired: facts.desired, updated: 0, ready: 0 }
    : { desired: facts.desired, updated: facts.updated, ready: facts.pods.filter((pod) => pod.newest && pod.ready).length };
