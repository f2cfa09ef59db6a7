import type { Target } from '../../ports.ts';
import type { Api } from './api.ts';
import { Deployment, Pod, ReplicaSet, type Selector } from './schema.ts';
import type { Kept } from './shelf.ts';

/** A Deployment with everything that belongs to it. */
export interface Family {
  deployment: Deployment;
  replicaSets: ReplicaSet[];
  pods: Pod[];
}

/** Undefined: there is no such Deployment. One that is being deleted counts as gone. */
export async function getDeployment(
  api: Api,
  { namespace, deployment: name }: Target,
  signal?: AbortSignal,
): Promise<Deployment | undefined> {
  const deployment = await api.get(Deployment, { resource: 'deployments', namespace, name }, signal);
  return deployment?.metadata.deletionTimestamp === undefined ? deployment : undefined;
}

/** Asks the API server itself. Undefined: there is no such Deployment. */
export async function getFamily(api: Api, target: Target, signal?: AbortSignal): Promise<Family | undefined> {
  const deployment = await getDeployment(api, target, signal);
  if (deployment === undefined) return undefined;
  const { namespace } = target;
  const options = { labelSelector: selectorText(deployment.spec.selector), ...(signal && { signal }) };
  const [replicaSets, pods] = await Promise.all([
    api.list(ReplicaSet, { resource: 'replicasets', namespace }, options),
    api.list(Pod, { resource: 'pods', namespace }, options),
  ]);
  const owned = replicaSets.items.filter((set) => isOwnedBy(set, deployment.metadata.uid));
  return {
    deployment,
    replicaSets: owned,
    pods: pods.items.filter((pod) => owned.some(({ metadata }) => isOwnedBy(pod, metadata.uid))),
  };
}

export const isOwnedBy = ({ metadata }: Kept, uid: string): boolean => metadata.ownerReferences.some((owner) => owner.uid === uid);

function selectorText({ matchLabels, matchExpressions }: Selector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const others = matchExpressions.map(({ key, operator, values }) => {
    switch (operator) {
      case 'In':
        return `${key} in (${values.join(',')})`;
      case 'NotIn':
        return `${key} notin (${values.join(',')})`;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return key;
    }
  });
  return [...equal, ...others].join(',');
}
