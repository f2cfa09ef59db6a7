import type { StreakIn } from '../../domain/build/streak.ts';
import { Outage } from '../../domain/problems.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import { cardsOf } from '../../views/build/messages.ts';

const mark = 'raised_hands';

/** A mark on the card for whoever was on it: it calls nobody. Where Slack takes none, it is green all the same. */
export async function thankTheClaimer(streak: StreakIn<'claimed'>, { store, workspace }: Bench): Promise<void> {
  for (const { key, channel } of cardsOf(streak)) {
    const card = await store.message(key);
    if (!card?.ts || streak.withheld.includes(channel)) continue;
    try {
      await workspace.react(card.postedIn ?? channel, card.ts, mark);
    } catch (problem) {
      if (!(problem instanceof Outage)) throw problem;
      return;
    }
  }
}
