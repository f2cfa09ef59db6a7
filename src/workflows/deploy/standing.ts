import type { Standing } from '../../domain/deploy.ts';
import type { Place } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { Target, Workload } from '../../ports.ts';
import { clusterTarget } from './plan.ts';

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
