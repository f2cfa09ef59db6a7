import { mute } from '../../domain/build/moves.ts';
import { type Muting, mutings } from '../../domain/build/muting.ts';
import type { OpenStreak, StreakIn } from '../../domain/build/streak.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';

/** A failure is muted for a time, wherever it shows. */
export const mutingWorkflow = defineWorkflow<Muting, 'over'>({
  of: mutings,
  steps: { muted: waitUntilItIsOver },
  show: () => [],
  onProblem: () => undefined,
  reason: () => 'ok',
});

async function waitUntilItIsOver(muting: Extract<Muting, { status: 'muted' }>, { clock }: Bench): Promise<Next<Muting>> {
  const left = Date.parse(muting.until) - clock.now().getTime();
  return left <= 0 ? become({ ...muting, status: 'over' }) : lookAgainIn<Muting>(muting, left);
}

/** The streak, muted, where its failure is; undefined: nobody has muted it. */
export async function mutingOf(
  streak: OpenStreak,
  { store, clock }: Pick<Bench, 'store' | 'clock'>,
): Promise<StreakIn<'muted'> | undefined> {
  const all = await store.records({ kind: mutings.kind, ended: false, limit: 500 });
  const now = clock.now().toISOString();
  const muting = all
    .map((stored) => read(mutings, stored).record)
    .find(({ signature, status, until }) => signature === streak.signature && status === 'muted' && now < until);
  return muting && mute(streak, muting.by, muting.until, muting.reason);
}
