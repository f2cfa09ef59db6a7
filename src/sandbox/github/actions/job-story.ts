import { type Job, type JobStory, stamped } from './runs.ts';

/** What somebody tells of a job, as GitHub keeps it: its steps, its log, and how it ended. */

const setUpMs = 2_000;

export function jobOf(story: JobStory, id: number, startedAt: string): Job {
  const { name = 'unit-tests', conclusion = 'failure', step = 'Run npm test', runner = 'GitHub Actions 7' } = story;
  const decides = conclusion === 'failure' || conclusion === 'timed_out' ? 'failure' : conclusion;
  const steps = ['Set up job', 'Run actions/checkout@v5', step].map((called, index) => ({
    number: index + 1,
    name: called,
    conclusion: called === step ? decides : 'success',
  }));
  return {
    id,
    name,
    status: 'in_progress',
    conclusion,
    startedAt,
    completedAt: null,
    runner,
    steps: runner === null ? [] : steps,
    log: story.log ?? (runner === null ? 'missing' : ''),
    annotations: story.annotations ?? [],
  };
}

/** The same again, for the next attempt. */
export const storyOf = ({ name, conclusion, log, annotations, runner, steps }: Job): JobStory => ({
  name,
  ...(conclusion !== null && { conclusion: conclusion as NonNullable<JobStory['conclusion']> }),
  log,
  annotations,
  runner,
  step: steps.at(-1)?.name ?? 'Run npm test',
});

/** Setting up, then the step that decided, with what it said. */
export function* logLines(log: string, { startedAt, steps, conclusion }: Job): Generator<string> {
  const step = steps.at(-1)?.name ?? '';
  yield* stamped(["Current runner version: '2.330.0'", '##[group]Operating System', 'Ubuntu', '24.04.3', '##[endgroup]'], startedAt);
  const begun = new Date(Date.parse(startedAt) + setUpMs).toISOString();
  const said = log === '' ? [] : log.replace(/\n$/, '').split('\n');
  const ending = conclusion === 'failure' && !log.includes('##[error]') ? ['##[error]Process completed with exit code 1.'] : [];
  yield* stamped(
    [`##[group]${step.startsWith('Run ') ? step : `Run ${step}`}`, 'shell: /usr/bin/bash -e {0}', '##[endgroup]', ...said, ...ending],
    begun,
  );
}

/** Of a run, by its jobs. */
export function conclusionOf(jobs: readonly Job[]): string {
  const all = jobs.map(({ conclusion }) => conclusion);
  return ['failure', 'timed_out', 'startup_failure', 'action_required', 'cancelled', 'stale'].find((one) => all.includes(one)) ?? 'success';
}
