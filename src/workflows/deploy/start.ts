import type { Deploy, DeployIn } from '../../domain/deploy.ts';
import { cancel, finish, refuse } from '../../domain/endings.ts';
import { allowedTo } from '../../domain/permission.ts';
import { type Place, placeOf } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import type { Workload } from '../../ports.ts';
import { askTheGates } from './gates.ts';
import { clusterTarget, planHash } from './plan.ts';
import { insistOnWorkload, standing } from './resolve.ts';

/** Somebody changed the object between our look and our write: read again, decide again. */
const afterConflictMs = 500;

/**
 * The one write of a deploy. Everything that allowed it is looked at again right before; and what the object carries says
 * whether we have written already, so that doing this twice changes nothing.
 */
export async function startTheRollout(deploy: DeployIn<'starting'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const workload = await insistOnWorkload(bench, place);
  const image = imageOf(deploy);
  if (workload.deployId === deploy.id && workload.image === image) return become(rolling(deploy, workload.generation, workload.desired));
  if (deploy.stop) return become(cancel(deploy, deploy.stop.by, 'Nothing was changed in the cluster.', now));

  const from = await standing(bench, place, workload);
  await insistOnRights(deploy, bench);
  await insistOnThePlan(deploy, place, workload, bench);
  if (deploy.kind === 'rollback' && from.digest === deploy.release.digest && from.healthy)
    return become({ ...finish({ ...deploy, from }, now), startedAt: undefined });
  const gates = await askTheGates({ ...deploy, from }, place, bench);
  const blocked = gates.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped');
  if (blocked.length > 0)
    return become(
      refuse(
        { ...deploy, gates },
        blocked.map(({ code, say }) => ({ code: code ?? 'executor_error', say })),
        now,
      ),
    );

  if (!(await bench.stillOurs())) return lookAgainIn(deploy, afterConflictMs);
  const set = await bench.cluster.setImage(clusterTarget(place), {
    image,
    version: deploy.release.version,
    deployId: deploy.id,
    fence: deploy.fence,
    cause: `${deploy.id}: ${deploy.service} ${deploy.release.version} by ${deploy.askedBy.name}${deploy.reason ? ` (${deploy.reason})` : ''}`,
    resourceVersion: workload.resourceVersion,
  });
  if (set.outcome === 'conflict') return lookAgainIn(deploy, afterConflictMs);
  return become(rolling({ ...deploy, from, gates }, set.generation, workload.desired));
}

export const imageOf = (deploy: DeployIn<'starting' | 'rollingOut' | 'baking' | 'rollingBack'>): string =>
  `${deploy.image}@${deploy.release.digest}`;

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
 * What was planned, and approved, must still be what is about to happen: the same place, the same digest behind the version,
 * and no stranger's change in between. @throws Refusal `plan_changed`
 */
async function insistOnThePlan(deploy: DeployIn<'starting'>, place: Place, workload: Workload, bench: Bench): Promise<void> {
  const hash = planHash(bench, place, { kind: deploy.kind, digest: deploy.release.digest, approvalsNeeded: deploy.approvalsNeeded });
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
  if (deploy.approvals.length === 0 || workload.image === deploy.from.image) return;
  const ours = workload.deployId === undefined ? undefined : await bench.store.record(workload.deployId);
  const explained = ours?.lane === `${deploy.service}/${deploy.environment}` && ours.updatedAt.toISOString() > deploy.askedAt;
  if (!explained)
    throw new Refusal(
      'plan_changed',
      `Somebody changed ${deploy.service} in ${deploy.environment} by hand since this was approved. Look at it, then ask again.`,
    );
}
