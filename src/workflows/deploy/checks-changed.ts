import { type DeployStatus, deploys } from '../../domain/deploy.ts';
import { laneOf } from '../../domain/names.ts';
import type { World } from '../../pipeline/world.ts';

const atTheGates: DeployStatus = 'resolved';

/** GitHub says that checks of a repository changed: whoever waits at the gates for them looks again at once. */
export async function lookAtTheChecksAgain(
  repo: string,
  { store, queue, policy }: Pick<World, 'store' | 'queue' | 'policy'>,
): Promise<void> {
  const lanes = Object.entries(policy.settings().services)
    .filter(([, service]) => service.repo?.toLowerCase() === repo.toLowerCase())
    .flatMap(([service, { targets }]) => Object.keys(targets).map((environment) => laneOf(service, environment)));
  const waiting = await store.records({ kind: deploys.kind, status: [atTheGates], ended: false });
  for (const { id, lane } of waiting) if (lane !== null && lanes.includes(lane)) queue.wake(id);
}
