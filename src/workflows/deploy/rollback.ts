import { type Deploy, type DeployIn, type Failure, isEnded } from '../../domain/deploy.ts';
import { cancel, putBack, stick } from '../../domain/endings.ts';
import { verifiedReleases } from '../../domain/history.ts';
import { type Place, placeOf } from '../../domain/place.ts';
import { type ReasonCode, Refusal } from '../../domain/problems.ts';
import { judgeRollout } from '../../domain/rollout.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { deploysOf } from './lane.ts';
import { clusterTarget, plannedChange } from './plan.ts';
import { foundBefore, releaseBefore } from './put-back.ts';
import { insistItMayChange, lookAt } from './standing.ts';
import { afterConflictMs } from './start.ts';
import { leftBehind, progressOf } from './watch.ts';

const lookAgainMs = 5_000;
/** How long a cluster that fails to take a rollback is asked again: nothing is worth more than getting back. */
const insistMs = 60_000;

/** A release that did not come up is put back once, where the environment wants that and there is a verified one. A rollback that fails is never followed by another. */
export async function rollBackOrStick(
  deploy: DeployIn<'rollingOut' | 'baking'>,
  failed: { code: ReasonCode; cause: string; say: string; pod?: string },
  bench: Bench,
): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const why: Failure = { ...failed, ...(await bench.cluster.evidence(clusterTarget(place), failed.pod)) };
  if (deploy.kind === 'rollback')
    return become(
      stick(
        deploy,
        'rollback_failed',
        why,
        `The rollback itself failed: ${why.say} Nothing more is done by me: look at the cluster now.`,
        now,
      ),
    );
  if (!place.environmentSettings.autoRollback)
    return become(
      stick(
        deploy,
        why.code,
        why,
        `${why.say} Nothing was put back, because ${deploy.environment} has no automatic rollback. Put the last verified release back with \`/rollback ${deploy.service} in ${deploy.environment}\`.`,
        now,
      ),
    );
  const ended = (await deploysOf(bench, deploy)).map(({ record }) => record).filter(isEnded);
  const releases = verifiedReleases([...ended, foundBefore(deploy, now)]);
  const choice = await releaseBefore(bench, deploy.image, releases, deploy.release.digest);
  if ('why' in choice)
    return become(
      stick(
        deploy,
        'no_rollback_target',
        why,
        `${why.say} ${choice.why} Go forward with a version that works, or name one: \`/rollback ${deploy.service} to <version> in ${deploy.environment}\`.`,
        now,
      ),
    );
  const { version, digest } = choice.target;
  const { progress: _, generation: _generation, ...left } = deploy;
  const onTheLane = 'bakeUntil' in left ? withoutBake(left) : left;
  return become({
    ...onTheLane,
    status: 'rollingBack',
    why,
    target: { version, digest },
    backFence: deploy.fence,
    generation: null,
    progress: null,
    backSince: now.toISOString(),
  });
}

const withoutBake = <Baking extends { bakeUntil: string; restartsAtStart: number }>({
  bakeUntil: _bakeUntil,
  restartsAtStart: _restarts,
  ...deploy
}: Baking) => deploy;

export async function putThePreviousOneBack(deploy: DeployIn<'rollingBack'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  if (deploy.generation === null) return writeItBack(deploy, place, bench);
  const target = clusterTarget(place);
  const changed = bench.cluster.nextChange(target);
  const facts = await bench.cluster.rollout(target);
  if (!facts)
    return become(
      stick(
        deploy,
        'rollback_failed',
        deploy.why,
        `The Deployment ${target.deployment} was deleted while ${deploy.target.version} was being put back.`,
        now,
      ),
    );
  if (deploy.stop) return become(cancel(deploy, deploy.stop.by, leftBehind(deploy, facts), now));
  const verdict = judgeRollout(facts, deploy.generation, now);
  const watched = { ...deploy, progress: progressOf(facts, deploy.generation) };
  if (verdict.failure)
    return become(
      stick(
        watched,
        'rollback_failed',
        { ...verdict.failure, ...(await bench.cluster.evidence(target, verdict.failure.pod)) },
        `Putting ${deploy.target.version} back failed too: ${verdict.failure.say} Nothing more is done by me: look at the cluster now.`,
        now,
      ),
    );
  return verdict.state === 'done' ? become(putBack(watched, now)) : lookAgainIn(watched, lookAgainMs, changed);
}

/** The one write of a rollback; what the object carries says whether it is done already. */
async function writeItBack(deploy: DeployIn<'rollingBack'>, place: Place, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const change = {
    ...plannedChange(deploy, deploy.target),
    cause: `${deploy.id}: ${deploy.service} back to ${deploy.target.version} because of ${deploy.why.cause}`,
  };
  const workload = await lookAt(bench, place);
  if (workload.deployId === deploy.id && workload.image === change.image)
    return become(again(deploy, workload.generation, workload.desired));
  if (deploy.stop)
    return become(cancel(deploy, deploy.stop.by, `\`${deploy.release.version}\` is left there as it failed; nothing was put back.`, now));
  await insistItMayChange(bench, place, workload);
  if (!(await bench.stillOurs())) return lookAgainIn(deploy, afterConflictMs);
  const set = await bench.cluster.setImage(clusterTarget(place), {
    ...change,
    fence: deploy.backFence,
    resourceVersion: workload.resourceVersion,
  });
  switch (set.outcome) {
    case 'conflict':
      return lookAgainIn(deploy, afterConflictMs);
    case 'failed':
      if (now.getTime() - Date.parse(deploy.backSince) < insistMs) return lookAgainIn(deploy, lookAgainMs);
      throw new Refusal('executor_error', set.say);
    case 'set':
      return become(again(deploy, set.generation, workload.desired));
  }
}

const again = (deploy: DeployIn<'rollingBack'>, generation: number, desired: number): DeployIn<'rollingBack'> => ({
  ...deploy,
  generation,
  progress: { desired, updated: 0, ready: 0 },
});
