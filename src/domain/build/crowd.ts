import { sameWorkflow } from './run.ts';
import type { OpenStreak, Streak } from './streak.ts';

/** A run in which everything fails in its own way says little by its twentieth card: one of them stands for the others. */
const mostCards = 5;

/** What is red in the same workflow on the same branch, in the order in which it was noticed. */
export const lineOfStreak = (streak: Pick<Streak, 'workflow' | 'workflowId' | 'branch'>, open: readonly OpenStreak[]): OpenStreak[] =>
  open
    .filter((one) => one.branch === streak.branch && sameWorkflow(one, streak))
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));

/** Behind which streak's card another one stands from now on; null: there is room for its own. @param line with itself, or before it begins */
export function standsBehind(streak: Pick<Streak, 'id' | 'behind'> | undefined, line: readonly OpenStreak[]): string | null {
  if (streak?.behind === null) return null;
  const cards = line.filter(({ behind }) => behind === null);
  const waiting = line.filter(({ behind }) => behind !== null);
  const before = streak === undefined ? waiting.length : waiting.findIndex(({ id }) => id === streak.id);
  return before < mostCards - cards.length ? null : (cards[0]?.id ?? null);
}
