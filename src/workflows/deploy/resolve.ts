import type { Deploy, DeployIn, Standing } from '../../domain/deploy.ts';
import { refuse } from '../../domain/endings.ts';
import { type Place, placeOf } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Release } from '../../domain/version.ts';
import { type Bench, become, type Next } from '../../pipeline/workflow.ts';
import type { Target, Workload } from '../../ports.ts';
import { clusterTarget, planHash } from './plan.ts';
import { releaseNamed, releaseThere, releaseToPutBack, verifiedThere } from './release.ts';

/** Which software is meant, exactly; then what stands where it shall go. */
export async function resolveTheVersion(deploy: DeployIn<'requested'>, bench: Bench): Promise<Next<Deploy>> {
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const { wanted, release } = deploy;
  if (wanted !== undefined && release === undefined) {
    const found =
      deploy.kind === 'rollback' ? await releaseThere(bench, deploy, wanted, place) : await releaseNamed(bench, deploy, wanted, place);
    return become('because' in found ? refuse(deploy, [found.because], bench.clock.now()) : { ...deploy, release: found.release });
  }
  const workload = await lookAt(bench, place);
  await insistItMayChange(bench, place, workload);
  const from = await standing(bench, place, workload);
  const found = release ? { release } : await releaseToPutBack(bench, deploy, place, from);
  if ('because' in found) return become(refuse(deploy, [found.because], bench.clock.now()));
  return become({
    ...deploy,
    status: 'resolved',
    approvalsNeeded: await approvalsFor(bench, deploy, found.release, place),
    release: found.release,
    image: place.serviceSettings.image,
    from,
    gates: [],
    approvals: [],
    planHash: planHash(bench, place, { kind: deploy.kind, digest: found.release.digest }),
  });
}

/** What never ran well there is not the safe direction: putting it back needs the agreement that a deploy needs. */
async function approvalsFor(bench: Bench, deploy: DeployIn<'requested'>, { digest }: Release, place: Place): Promise<number> {
  if (deploy.kind === 'deploy') return deploy.approvalsNeeded;
  const { releases } = await verifiedThere(bench, deploy);
  if (releases.some((verified) => verified.digest === digest)) return deploy.approvalsNeeded;
  return Math.max(place.environmentSettings.approvals, deploy.approvalsNeeded);
}

const nameOf = ({ deployment, namespace, context }: Target) => `\`${deployment}\` in namespace \`${namespace}\` of \`${context}\``;

/** @throws Refusal `executor_error` when there is no such Deployment */
export async function lookAt({ cluster }: Pick<Bench, 'cluster'>, place: Place): Promise<Workload> {
  const target = clusterTarget(place);
  const workload = await cluster.look(target);
  if (workload) return workload;
  throw new Refusal('executor_error', `There is no Deployment ${nameOf(target)}. Check \`targets\` in shipmate.yaml, or create it first.`);
}

/**
 * The Deployment is ours to change, and a change would roll out.
 * @throws Refusal `executor_error` or `gitops_managed`
 */
export async function insistItMayChange({ cluster }: Pick<Bench, 'cluster'>, place: Place, workload: Workload): Promise<void> {
  const target = clusterTarget(place);
  const where = nameOf(target);
  if (workload.managedBy)
    throw new Refusal(
      'gitops_managed',
      `${where} is reconciled from git by ${workload.managedBy}, which would undo a change made here. Change it in git.`,
    );
  if (workload.paused)
    throw new Refusal('executor_error', `${where} is paused: nothing would roll out. Resume it with \`kubectl rollout resume\` first.`);
  if (!workload.containers.includes(target.container)) {
    throw new Refusal(
      'executor_error',
      `${where} has no container \`${target.container}\`. It has ${workload.containers.map((name) => `\`${name}\``).join(', ')}: correct \`container\` in shipmate.yaml.`,
    );
  }
  const right = await cluster.mayWrite(target);
  if (!right.allowed) throw new Refusal('executor_error', right.say);
}

/** What runs there now, by name and digest as far as they can be known. */
export async function standing({ registry }: Pick<Bench, 'registry'>, place: Place, workload: Workload): Promise<Standing> {
  const [name = '', digest] = workload.image.split('@');
  const tag = /:([\w][\w.-]*)$/.exec(name)?.[1];
  const known = digest?.startsWith('sha256:')
    ? digest
    : tag !== undefined && name.startsWith(`${place.serviceSettings.image}:`)
      ? await registry.digestOf(place.serviceSettings.image, tag)
      : undefined;
  const ours = name === place.serviceSettings.image || name.startsWith(`${place.serviceSettings.image}:`);
  const version = (ours ? (workload.version ?? tag) : tag) ?? known?.slice(0, 19) ?? workload.image;
  return {
    version,
    image: workload.image,
    healthy: workload.settled,
    ...(ours && known !== undefined && { digest: known }),
    ...(workload.revision !== undefined && { revision: workload.revision }),
  };
}
