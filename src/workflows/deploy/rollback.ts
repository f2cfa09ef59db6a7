import type { Deploy, DeployIn, Failure } from '../../domain/deploy.ts';
import { cancel, putBack, stick } from '../../domain/endings.ts';
import { rollbackTarget, verifiedReleases } from '../../domain/history.ts';
import { placeOf } from '../../domain/place.ts';
import type { ReasonCode } from '../../domain/problems.ts';
import { judgeRollout } from '../../domain/rollout.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { deploysOf } from './lane.ts';
import { clusterTarget } from './plan.ts';
import { insistOnWorkload } from './resolve.ts';
import { leftBehind, progressOf } from './watch.ts';

const lookAgainMs = 5_000;
const afterConflictMs = 500;

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
  const ended = (await deploysOf(bench, deploy)).map(({ record }) => record).filter((record) => 'endedAt' in record);
  const choice = rollbackTarget(verifiedReleases([...ended, foundBefore(deploy, now)]), deploy.release.digest);
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

/** This deploy as it will be remembered: what ran whole before it counts as verified. */
const foundBefore = (deploy: DeployIn<'rollingOut' | 'baking'>, now: Date): Deploy => cancel(deploy, deploy.askedBy, '', now);

const withoutBake = <Baking extends { bakeUntil: string; restartsAtStart: number }>({
  bakeUntil: _bakeUntil,
  restartsAtStart: _restarts,
  ...deploy
}: Baking) => deploy;

export async function putThePreviousOneBack(deploy: DeployIn<'rollingBack'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const target = clusterTarget(place);
  const image = `${deploy.image}@${deploy.target.digest}`;
  if (deploy.generation === null) {
    if (deploy.stop)
      return become(cancel(deploy, deploy.stop.by, `${deploy.release.version} is left there as it failed; nothing was put back.`, now));
    const workload = await insistOnWorkload(bench, place);
    if (workload.deployId === deploy.id && workload.image === image) return become(again(deploy, workload.generation, workload.desired));
    if (!(await bench.stillOurs())) return lookAgainIn(deploy, afterConflictMs);
    const set = await bench.cluster.setImage(target, {
      image,
      version: deploy.target.version,
      deployId: deploy.id,
      fence: deploy.backFence,
      cause: `${deploy.id}: ${deploy.service} back to ${deploy.target.version} because of ${deploy.why.cause}`,
      resourceVersion: workload.resourceVersion,
    });
    return set.outcome === 'conflict' ? lookAgainIn(deploy, afterConflictMs) : become(again(deploy, set.generation, workload.desired));
  }
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

const again = (deploy: DeployIn<'rollingBack'>, generation: number, desired: number): DeployIn<'rollingBack'> => ({
  ...deploy,
  generation,
  progress: { desired, updated: 0, ready: 0 },
});
