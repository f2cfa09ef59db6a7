import { z } from 'zod';
import type { RepositoryEvent } from '../../domain/github-event.ts';
import type { World } from '../../pipeline/world.ts';
import { subscriptions } from '../build/audience.ts';

/** A repository keeps its id: what it was called when somebody wrote it into the settings is remembered under that. */
const keyOf = (repositoryId: number): string => `repository/${repositoryId}`;
const Former = z.object({ name: z.string() });

/** Where it moves more than once, the name that the settings know is the one to keep. */
export async function rememberTheFormerName(id: number, name: string, world: Pick<World, 'store' | 'policy'>): Promise<void> {
  const before = await formerNameOf(id, world);
  if (before !== undefined && (await isKnown(before, world))) return;
  await world.store.remember(keyOf(id), { name } satisfies z.infer<typeof Former>);
}

const formerNameOf = async (id: number, { store }: Pick<World, 'store'>): Promise<string | undefined> =>
  Former.safeParse(await store.recall(keyOf(id))).data?.name;

/** Whatever GitHub calls a repository now, its builds are those of the name that the settings know, until they know the new one. */
export async function underTheKnownName(event: RepositoryEvent, world: Pick<World, 'store' | 'policy'>): Promise<RepositoryEvent> {
  const { id, name } = event.repo;
  const former = id === null ? undefined : await formerNameOf(id, world);
  if (former === undefined || (await isKnown(name, world)) || !(await isKnown(former, world))) return event;
  return calledFormerly(event, name, former);
}

async function isKnown(name: string, world: Pick<World, 'store' | 'policy'>): Promise<boolean> {
  const services = Object.values(world.policy.settings().services);
  const known = [...services.map(({ repo }) => repo), ...(await subscriptions(world)).map(({ repo }) => repo)];
  return known.some((one) => one?.toLowerCase() === name.toLowerCase());
}

/** What comes from its own branches comes from no fork. */
function calledFormerly(event: RepositoryEvent, name: string, former: string): RepositoryEvent {
  const own = (repo: string | null) => (repo?.toLowerCase() === name.toLowerCase() ? former : repo);
  const known = { ...event, repo: { ...event.repo, name: former } };
  switch (known.kind) {
    case 'workflowRun':
      return { ...known, run: { ...known.run, headRepo: own(known.run.headRepo) } };
    case 'pullRequest':
      return { ...known, pullRequest: { ...known.pullRequest, headRepo: own(known.pullRequest.headRepo) } };
    default:
      return known;
  }
}
