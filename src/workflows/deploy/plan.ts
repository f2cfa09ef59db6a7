import type { Deploy } from '../../domain/deploy.ts';
import type { Place } from '../../domain/place.ts';
import type { Release } from '../../domain/version.ts';
import type { Ids, ImageChange, Target } from '../../ports.ts';

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
  plan: Pick<Deploy, 'kind' | 'force'> & { digest: string },
): string {
  const { context, namespace, deployment, container } = clusterTarget(place);
  const { approvals, rollbackApprovals } = place.environmentSettings;
  return ids.hash(
    JSON.stringify([
      plan.kind,
      place.service,
      place.environment,
      place.serviceSettings.image,
      plan.digest,
      [place.environmentSettings.protected, approvals, rollbackApprovals],
      [context, namespace, deployment, container],
      ...(plan.force === undefined ? [] : [plan.force]),
    ]),
  );
}

/** Everything about the one write of a deploy that is known before its turn comes. */
export function plannedChange(
  deploy: Pick<Deploy, 'id' | 'service' | 'askedBy' | 'reason'> & { image: string },
  { version, digest }: Release,
): Pick<ImageChange, 'image' | 'version' | 'deployId' | 'cause'> {
  const { id, service, askedBy, reason } = deploy;
  return {
    image: `${deploy.image}@${digest}`,
    version,
    deployId: id,
    cause: `${id}: ${service} ${version} by ${askedBy.name}${reason ? ` (${reason})` : ''}`,
  };
}

/** What a dry run shows in place of doing it. */
export function plannedCalls(place: Place, change: Pick<ImageChange, 'image' | 'cause'>): string[] {
  const { context, namespace, deployment, container } = clusterTarget(place);
  const bakeS = Math.round(place.environmentSettings.bake / 1_000);
  return [
    `PATCH deployment ${deployment} in namespace ${namespace} of ${context}`,
    `  container ${container}: image ${change.image}`,
    `  change-cause: ${change.cause}`,
    `WATCH its pods until all are ready${bakeS > 0 ? `, then for ${bakeS}s that none restarts` : ''}`,
  ];
}
