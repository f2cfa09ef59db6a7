import type { Deploy } from '../../domain/deploy.ts';
import type { Place } from '../../domain/place.ts';
import type { Ids, Target } from '../../ports.ts';

export const clusterTarget = ({ environmentSettings, target }: Place): Target => ({
  context: environmentSettings.cluster.context,
  namespace: environmentSettings.cluster.namespace,
  deployment: target.deployment,
  container: target.container,
});

/** What an approval binds: change any of it, in the request or in shipmate.yaml, and it is another plan. */
export function planHash(
  { ids }: { ids: Pick<Ids, 'hash'> },
  place: Place,
  plan: { kind: Deploy['kind']; digest: string; approvalsNeeded: number },
): string {
  const { context, namespace, deployment, container } = clusterTarget(place);
  return ids.hash(
    JSON.stringify([
      plan.kind,
      place.service,
      place.environment,
      place.serviceSettings.image,
      plan.digest,
      plan.approvalsNeeded,
      context,
      namespace,
      deployment,
      container,
    ]),
  );
}
