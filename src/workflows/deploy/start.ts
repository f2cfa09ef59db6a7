import { type Deploy, type DeployIn, deploys } from '../../domain/deploy.ts';
import { cancel, finish, refuse, untouched } from '../../domain/endings.ts';
import { allowedTo } from '../../domain/permission.ts';
import { type Place, placeOf } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import type { Workload } from '../../ports.ts';
import { askTheGates } from './gates.ts';
import { clusterTarget, planHash, plannedChange } from './plan.ts';
import { insistItMayChange, lookAt, standing } from './standing.ts';

/** Somebody changed the object between our look and our write: read again, decide again. */
export const afterConflictMs = 500;

/**
 * The one write of a deploy. Everything that allowed it is looked at again right before; and what the object carries says
 * whether we have written already, so that doing this twice changes nothing.
 */
export async function startTheRollout(deploy: DeployIn<'starting'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const change = plannedChange(deploy, deploy.release);
  const workload = await lookAt(bench, place);
  if (workload.deployId === deploy.id && workload.image === change.image)
    return become(rolling(deploy, workload.generation, workload.desired));
  if (deploy.stop) return become(untouched(cancel(deploy, deploy.stop.by, 'Nothing was changed in the cluster.', now)));

  await insistItMayChange(bench, place, workload);
  const from = await standing(bench, place, workload);
  await insistOnRights(deploy, bench);
  await insistOnThePlan(deploy, place, workload, bench);
  if (deploy.kind === 'rollback' && from.digest === deploy.release.digest && from.healthy)
    return become(untouched(finish({ ...deploy, from }, now)));
  const gates = await askTheGates({ ...deploy, from }, place, bench);
  const blocked = gates.filter(({ verdict }) => verdict === 'blocked' || verdict === 'waiting');
  if (blocked.length > 0) {
    const because = blocked.map(({ code, say }) => ({ code: code ?? ('executor_error' as const), say }));
    return become(untouched(refuse({ ...deploy, gates }, because, now)));
  }

  if (!(await bench.stillOurs())) return lookAgainIn(deploy, afterConflictMs);
  const set = await bench.cluster.setImage(clusterTarget(place), {
    ...change,
    fence: deploy.fence,
    resourceVersion: workload.resourceVersion,
  });
  switch (set.outcome) {
    case 'conflict':
      return lookAgainIn(deploy, afterConflictMs);
    case 'failed':
      throw new Refusal(
        'executor_error',
        `The cluster could not take the change: ${set.say}. Nothing was changed. Ask who runs it to look at its admission webhooks, then ask again.`,
      );
    case 'set':
      return become(rolling({ ...deploy, from, gates }, set.generation, workload.desired));
  }
}

const rolling = (deploy: DeployIn<'starting'>, generation: number, desired: number): DeployIn<'rollingOut'> => ({
  ...deploy,
  status: 'rollingOut',
  generation,
  progress: { desired, updated: 0, ready: 0 },
});

/** Rights are looked at again: a role may have been taken away since the asking, or since the approval. @throws Refusal `not_authorized` */
async function insistOnRights(deploy: DeployIn<'starting'>, { rights }: Bench): Promise<void> {
  if (!(await rights.may(deploy.askedBy, allowedTo(deploy.kind, deploy.environment, deploy.service)))) {
    throw new Refusal(
      'not_authorized',
      `${deploy.askedBy.name} may no longer ${deploy.kind === 'rollback' ? 'roll back' : 'deploy'} ${deploy.service} in ${deploy.environment}. Somebody who may has to ask.`,
    );
  }
  if (deploy.force && !(await rights.may(deploy.askedBy, allowedTo('force', deploy.environment, deploy.service))))
    throw new Refusal('not_authorized', `${deploy.askedBy.name} may no longer go past gates in ${deploy.environment}. Ask again without.`);
  for (const { by } of deploy.approvals) {
    if (!(await rights.may(by, allowedTo('approve', deploy.environment, deploy.service)))) {
      throw new Refusal(
        'not_authorized',
        `${by.name}, who approved it, may no longer approve for ${deploy.environment}. Ask again, and let somebody else approve.`,
      );
    }
  }
}

/**
 * What was planned, and agreed to, must still be what is about to happen: the same place, the same digest behind the version,
 * and no stranger's change in between. @throws Refusal `plan_changed`
 */
async function insistOnThePlan(deploy: DeployIn<'starting'>, place: Place, workload: Workload, bench: Bench): Promise<void> {
  const hash = planHash(bench, place, { kind: deploy.kind, force: deploy.force, digest: deploy.release.digest });
  if (hash !== deploy.planHash || place.serviceSettings.image !== deploy.image)
    throw new Refusal('plan_changed', 'shipmate.yaml has changed since this was planned. Ask again to see the new plan.');
  if (deploy.kind === 'deploy') {
    const digest = await bench.registry.digestOf(deploy.image, deploy.release.version);
    if (digest !== deploy.release.digest)
      throw new Refusal(
        'plan_changed',
        `\`${deploy.release.version}\` points elsewhere than when this was planned. Ask again to see what it is now.`,
      );
  }
  const wasAgreedTo = deploy.approvals.length > 0 || (deploy.kind === 'deploy' && place.environmentSettings.protected);
  if (wasAgreedTo && (await isStrangers(workload, deploy, bench)))
    throw new Refusal(
      'plan_changed',
      `Somebody changed ${deploy.service} in ${deploy.environment} by hand since this was planned. Look at it, then ask again.`,
    );
}

/** Whether what stands there now is neither what the plan was made on, nor what a deploy of ours has put there since. */
async function isStrangers(
  { image, revision, deployId }: Workload,
  { from, ...deploy }: DeployIn<'starting'>,
  bench: Bench,
): Promise<boolean> {
  if (image === from.image && revision === from.revision) return false;
  const stored = deployId === undefined ? undefined : await bench.store.record(deployId);
  if (stored?.lane !== `${deploy.service}/${deploy.environment}` || stored.updatedAt.toISOString() <= deploy.askedAt) return true;
  const { record } = read(deploys, stored);
  const put = 'target' in record && record.target ? record.target : 'release' in record ? record.release : undefined;
  return put === undefined || image !== `${deploy.image}@${put.digest}`;
}
