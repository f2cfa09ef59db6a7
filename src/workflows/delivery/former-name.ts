import { z } from 'zod';
import type { GitHubEvent } from '../../domain/github-event.ts';
import type { World } from '../../pipeline/world.ts';

const aboutBuilds: readonly GitHubEvent['kind'][] = ['workflowRun', 'workflowJob', 'checkSuite', 'checkRun', 'status', 'push'];
/** The rounds say it again every few minutes, as long as it is so. */
const believedMs = 30 * 60_000;

const keyOf = (repositoryId: number): string => `repository/${repositoryId}`;
const Former = z.object({ name: z.string(), at: z.iso.datetime() });

/** The settings still call that repository by the name it had. */
export const rememberTheFormerName = (id: number, name: string, { store, clock }: Pick<World, 'store' | 'clock'>): Promise<void> =>
  store.remember(keyOf(id), { name, at: clock.now().toISOString() } satisfies z.infer<typeof Former>);

/** A repository is known by its id: whatever GitHub calls it now, its builds are those of the name that the settings know. */
export async function underTheKnownName(event: GitHubEvent, { store, clock }: Pick<World, 'store' | 'clock'>): Promise<GitHubEvent> {
  if (event.repo.id === null || !aboutBuilds.includes(event.kind)) return event;
  const former = Former.safeParse(await store.recall(keyOf(event.repo.id)));
  if (!former.success || clock.now().getTime() - Date.parse(former.data.at) > believedMs) return event;
  return { ...event, repo: { ...event.repo, name: former.data.name } };
}
