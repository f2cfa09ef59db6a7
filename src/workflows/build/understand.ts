import type { BuildIn, Failure } from '../../domain/build/build.ts';
import { failingStep, type Job, splitLeg } from '../../domain/build/job.ts';
import type { LogReading, Window } from '../../domain/build/log-reader.ts';
import { verdictOf } from '../../domain/build/run.ts';
import { likenessText, signatureText } from '../../domain/build/signature.ts';
import { isInfra, nothingSaid, notReadYet, readAnnotations, readLog, understand as understandLog } from '../../domain/build/understand.ts';
import { Outage } from '../../domain/problems.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { Builds } from '../../ports.ts';

/** The logs of so many failed jobs of a run are read. */
const mostLogs = 20;
/** Where so many in a row are not given out, the next is not asked for: it may take long to hear of nothing. */
const mostInVain = 2;
/** More than that failed in no run that anybody looks at job by job. */
const mostJobs = 200;

type Heard = Pick<BuildIn<'heard'>, 'repo' | 'run' | 'system' | 'told'>;

/** What failed in a run, and why: one failure for all the jobs that failed alike. @throws Outage while GitHub does not say which jobs those are */
export async function understand(build: Heard, bench: Bench): Promise<Failure[]> {
  const found = build.system === 'github' ? await fromGitHub(build, bench) : fromWhatWasTold(build);
  const failures = new Map<string, Failure>();
  for (const { name, step, url, reading, unread } of found.length > 0 ? found : [nothingFailed(build)]) {
    const { job, leg } = splitLeg(name);
    const failing = { repo: build.repo, workflow: build.run.workflow, job, step, essence: reading.essence };
    const signature = bench.ids.hash(signatureText(failing)).slice(0, 40);
    const legs = leg === null ? [] : [leg];
    const same = failures.get(signature);
    if (same) failures.set(signature, { ...same, legs: [...same.legs, ...legs] });
    else
      failures.set(signature, {
        signature,
        likeness: bench.ids.hash(likenessText(failing)).slice(0, 40),
        infra: isInfra(reading.cause),
        job,
        legs,
        step,
        say: reading.say,
        file: reading.file,
        line: reading.line,
        log: reading.lines,
        url,
        unread,
      });
  }
  return [...failures.values()];
}

interface Known {
  reading: LogReading;
  unread: Failure['unread'];
}
interface Found extends Known {
  name: string;
  step: string | null;
  url: string;
}

async function fromGitHub({ repo, run }: Heard, { builds }: Bench): Promise<Found[]> {
  if (!builds) return [];
  const failed = (await builds.jobs(repo, run.id, run.attempt)).filter((job) => verdictOf(job) === 'failed').slice(0, mostJobs);
  const found: Found[] = [];
  let inVain = 0;
  for (const [nth, job] of failed.entries()) {
    const step = failingStep(job)?.name ?? null;
    const known: Known =
      nth < mostLogs ? await readingOf(repo, job, builds, inVain < mostInVain) : (likeAnotherLeg(job.name, step, found) ?? left);
    inVain = known.unread === 'awaited' ? inVain + 1 : 0;
    found.push({ name: job.name, step, url: job.url, ...known });
  }
  return found;
}

/** What is not read any more is taken to have failed as the leg of the same matrix that was. */
const likeAnotherLeg = (name: string, step: string | null, found: readonly Found[]): Known | undefined =>
  found.find((one) => splitLeg(one.name).job === splitLeg(name).job && one.step === step);

const left: Known = { reading: { ...nothingSaid, say: `Its log was not read: ${mostLogs} other jobs failed before it.` }, unread: 'left' };

/** Where the log is not given out, what was written beside the job has to do. */
async function readingOf(repo: string, job: Job, builds: Builds, isThere: boolean): Promise<Known> {
  const log = isThere ? await logOf(repo, job, builds) : 'awaited';
  const beside = await builds.annotations(repo, job.id);
  if (log !== 'awaited') return { reading: understandLog(log, beside), unread: null };
  return { reading: { ...(readAnnotations(beside) ?? notReadYet), lines: [] }, unread: 'awaited' };
}

async function logOf(repo: string, job: Job, builds: Builds): Promise<LogReading | undefined | 'awaited'> {
  try {
    const log = await builds.log(repo, job.id, windowOf(job));
    return log.outcome === 'read' ? log.reading : undefined;
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    return 'awaited';
  }
}

/** When the failing step ran, as far as GitHub says so. */
function windowOf(job: Job): Window | undefined {
  const { startedAt, completedAt } = failingStep(job) ?? { startedAt: null, completedAt: null };
  return startedAt === null || completedAt === null ? undefined : { from: new Date(startedAt), to: new Date(completedAt) };
}

const fromWhatWasTold = ({ told }: Heard): Found[] =>
  told
    .slice(0, mostJobs)
    .map(({ job, step, log, url }) => ({ name: job, step, url, reading: understandLog(readLog(log), []), unread: null }));

/** A workflow that cannot even be begun has no job that failed. */
const nothingFailed = ({ run }: Heard): Found => ({
  name: run.workflow,
  step: null,
  url: run.url,
  reading: {
    ...nothingSaid,
    say: run.conclusion === 'startup_failure' ? 'The workflow could not be started: its file may be invalid.' : 'No job of it says why.',
    essence: run.conclusion ?? '',
  },
  unread: null,
});
