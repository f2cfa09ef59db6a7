import { z } from 'zod';
import { Outage } from '../domain/problems.ts';
import type { Clock, Directory, Home, Log, Store } from '../ports.ts';

const Known = z.object({
  teamId: z.string(),
  enterpriseId: z.string().optional(),
  botUserId: z.string(),
  botId: z.string(),
  url: z.string().optional(),
}) satisfies z.ZodType<Home>;

/** So long Slack is not asked again that did not answer. */
const leaveAloneMs = 30_000;

/** The workspace the bot lives in stays the same while Slack is away: then it is the one that Slack named last. */
export function rememberHome(
  home: Directory['home'],
  { store, clock, log }: { store: Pick<Store, 'remember' | 'recall'>; clock: Clock; log: Log },
): Directory['home'] {
  let told: Home | undefined;
  let remembering: Promise<void> = Promise.resolve();
  let askAgainAt = 0;

  async function ask(): Promise<Home> {
    const answer = await home();
    if (told === undefined || !isSame(told, answer)) {
      told = answer;
      remembering = store
        .remember('home', answer)
        .catch((problem: unknown) => log.info({ err: problem }, 'The workspace could not be remembered'));
    }
    // nobody goes on, and perhaps closes the store, while it is being written down
    await remembering;
    return answer;
  }

  return async () => {
    const now = clock.now().getTime();
    if (told !== undefined && now < askAgainAt) return told;
    try {
      return await ask();
    } catch (problem) {
      if (!(problem instanceof Outage)) throw problem;
      const known = Known.safeParse(told ?? (await store.recall('home')));
      if (!known.success) throw problem;
      told = known.data;
      askAgainAt = now + leaveAloneMs;
      return told;
    }
  };
}

const isSame = (one: Home, other: Home): boolean =>
  one.teamId === other.teamId && one.enterpriseId === other.enterpriseId && one.botUserId === other.botUserId && one.url === other.url;
