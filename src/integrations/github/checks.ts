import { redact } from '../../domain/redact.ts';
import type { Code } from '../../ports.ts';
import type { CheckRun, Status } from './schema.ts';

type Checks = Awaited<ReturnType<Code['checksOf']>>;
type Outcome = 'passed' | 'skipped' | 'failed' | 'pending';

/**
 * What check runs and commit statuses together say about a commit. The newest run of each check counts.
 * Nothing, or nothing but skipped checks, is `none`: it proves nothing.
 */
export function judgeChecks(runs: readonly CheckRun[], statuses: readonly Status[]): Checks {
  const outcomes = [
    ...newestOfEach(runs).map((run) => ({ name: run.name, outcome: outcomeOfRun(run) })),
    ...statuses.map((status) => ({ name: status.context, outcome: outcomeOfStatus(status) })),
  ];
  const named = (wanted: Outcome) =>
    [...new Set(outcomes.filter(({ outcome }) => outcome === wanted).map(({ name }) => redact(name)))].sort();
  const failing = named('failed');
  const pending = named('pending');
  if (failing.length > 0) return { verdict: 'failed', failing, pending };
  if (pending.length > 0) return { verdict: 'pending', failing, pending };
  return { verdict: named('passed').length > 0 ? 'passed' : 'none', failing, pending };
}

/** Ids rise with time. Two apps may each have a check of the same name. */
function newestOfEach(runs: readonly CheckRun[]): CheckRun[] {
  const newest = new Map<string, CheckRun>();
  for (const run of runs) {
    const check = `${run.app?.id}:${run.name}`;
    if (run.id > (newest.get(check)?.id ?? 0)) newest.set(check, run);
  }
  return [...newest.values()];
}

/** A conclusion that is not known here is not a pass. */
function outcomeOfRun(run: CheckRun): Outcome {
  if (run.status !== 'completed' || run.conclusion === null) return 'pending';
  if (run.conclusion === 'success' || run.conclusion === 'neutral') return 'passed';
  return run.conclusion === 'skipped' ? 'skipped' : 'failed';
}

function outcomeOfStatus(status: Status): Outcome {
  if (status.state === 'success') return 'passed';
  return status.state === 'pending' ? 'pending' : 'failed';
}
