import { type Build, type BuildIn, type Failure, isTakenFor } from '../../domain/build/build.ts';
import { courseOf, lineOf } from '../../domain/build/course.ts';
import { sameWorkflow } from '../../domain/build/run.ts';
import { activeKeyOf, type OpenStreak, streaks } from '../../domain/build/streak.ts';
import type { Loaded } from '../../pipeline/records.ts';
import { type Also, type Bench, beginAlso, changeAlso, type Next } from '../../pipeline/workflow.ts';
import { begin } from './begin.ts';
import { buildsOf, openStreaks } from './records.ts';
import { afterTelling } from './unread.ts';

/** Each failure belongs to the streak of its branch: one that is there looks for itself, one that is not begins. */
export async function tellTheStreaks(build: BuildIn<'understood'>, bench: Bench): Promise<Next<Build>> {
  const told = afterTelling(build, bench.clock.now());
  const line = lineOf(build);
  if (line === undefined) return told;
  const open = (await openStreaks(bench, build.repo)).filter(({ record }) => record.branch === line.name);
  const red = open.map(({ record }) => record);
  const its = open.filter(({ record }) => sameWorkflow(record, build.run));
  // whoever is on another failure of that branch sees that something ran
  for (const { record } of its) bench.queue.wake(record.id);
  const keyOf = ({ signature }: Failure) => activeKeyOf({ repo: build.repo, branch: line.name, signature });
  const going = new Set(red.map(activeKeyOf));
  const unread = new Set(its.filter(({ record }) => record.failure.unread !== null));
  const runs = await buildsOf(bench, build.repo);
  const also: Also[] = [];
  for (const failure of build.failures) {
    if (going.has(keyOf(failure)) || red.some((one) => sameWorkflow(one, build.run) && isTakenFor(failure, one.failure))) continue;
    going.add(keyOf(failure));
    const itself = failure.unread === null ? [...unread].find(({ record }) => isTakenFor(record.failure, failure)) : undefined;
    if (itself) {
      unread.delete(itself);
      also.push(changeAlso(streaks, itself, nowRead(itself, failure)));
      continue;
    }
    // nothing begins that is over by what else is on record
    const course = courseOf({ ...build.run, branch: line.name, signature: failure.signature, failure }, runs);
    if (!course || course.fixed) continue;
    const streak = await begin(build, line, course, red, bench);
    red.push(streak);
    also.push(beginAlso(streaks, streak));
  }
  return { ...told, also };
}

/** What was told before its log was read keeps its card. */
const nowRead = ({ record }: Loaded<OpenStreak>, failure: Failure): OpenStreak => ({ ...record, signature: failure.signature, failure });
