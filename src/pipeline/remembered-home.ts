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

/** The workspace the bot lives in stays the same, also while Slack is away: then it is the one that Slack named last. */
export function rememberHome(
  home: Directory['home'],
  { store, clock, log }: { store: Pick<Store, 'remember' | 'recall'>; clock: Clock; log: Log },
): Directory['home'] {
  let named: Home | undefined;
  let recalled: Home | undefined;
  let askAgainAt = 0;

  async function ask(): Promise<Home> {
    const answer = await home();
    // nobody goes on, and perhaps closes the store, while it is being written down
    await store.remember('home', answer).catch((problem: unknown) => log.info({ err: problem }, 'The workspace could not be remembered'));
    named = answer;
    return answer;
  }

  return async () => {
    if (named !== undefined) return named;
    const now = clock.now().getTime();
    if (recalled !== undefined && now < askAgainAt) return recalled;
    try {
      return await ask();
    } catch (problem) {
      if (!(problem instanceof Outage)) throw problem;
      const known = Known.safeParse(recalled ?? (await store.recall('home')));
      if (!known.success) throw problem;
      recalled = known.data;
      askAgainAt = now + leaveAloneMs;
      return recalled;
    }
  };
}
