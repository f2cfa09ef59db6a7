import { type Build, type BuildIn, builds, verdictOn } from '../../domain/build/build.ts';
import { sameWorkflow } from '../../domain/build/run.ts';
import { type Bench, become, defineWorkflow, type Next } from '../../pipeline/workflow.ts';
import { buildMessages } from '../../views/build/run.ts';
import { everyRunIn } from './audience.ts';
import { openStreaks } from './records.ts';
import { tellTheStreaks } from './tell.ts';
import { askForTheLogs, understandWhy } from './unread.ts';

/** A run that ended: heard of, understood if it failed, and told to the streaks it belongs to. */
export const buildWorkflow = defineWorkflow<Build, 'settled'>({
  of: builds,
  steps: { heard: understandIt, understood: tellTheStreaks, unread: askForTheLogs },
  show: buildMessages,
  onProblem: () => undefined,
  reason: () => 'ok',
  unlisted: true,
});

async function understandIt(build: BuildIn<'heard'>, bench: Bench): Promise<Next<Build>> {
  const verdict = verdictOn(build);
  if (verdict === 'failed') return understandWhy(build, bench);
  // what was cancelled says nothing of a failure, but of a re-run that somebody waits for
  if (verdict !== 'running') {
    const waiting = (await openStreaks(bench, build.repo)).filter(({ record }) => sameWorkflow(record, build.run));
    for (const { record } of waiting) bench.queue.wake(record.id);
  }
  const { told: _told, unreadSince: _unreadSince, ...heard } = build;
  return become({ ...heard, status: 'settled', failures: [], everyRunIn: await everyRunIn(build, bench) });
}
