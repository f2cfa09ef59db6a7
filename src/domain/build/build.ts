import { z } from 'zod';
import { ToldJob } from '../github-event.ts';
import { isNewer, Run, type Verdict, verdictOf } from './run.ts';

/** One failing job of a run, as it was understood. The legs of a matrix that fail alike are one failure. */
export const Failure = z.object({
  /** The same for repeats of the same failure in the same repository: it groups them, and knows old acquaintances. */
  signature: z.string(),
  /** The same for the same failure in any repository. */
  likeness: z.string(),
  /** It is the machines' fault rather than the code's: a lost runner, no disk, no network. */
  infra: z.boolean(),
  job: z.string(),
  /** Of a matrix: `node 20, ubuntu`. */
  legs: z.array(z.string()),
  step: z.string().nullable(),
  /** The line that matters. */
  say: z.string(),
  /** Where it points to, as far as it says so. */
  file: z.string().nullable(),
  line: z.int().nullable(),
  /** The last useful lines of the log, without secrets, the one that matters first. */
  log: z.array(z.string()).max(15),
  url: z.string(),
  /**
   * Its log is not known, so it is taken for what is red in the same job and step. `awaited`: GitHub does not give it out, and is asked again.
   * `left`: so many jobs failed before it that nobody reads it.
   */
  unread: z.enum(['awaited', 'left']).nullable().default(null),
});
export type Failure = z.infer<typeof Failure>;

const When = z.iso.datetime();
const Told = z.object({
  id: z.string(),
  traceId: z.string(),
  repo: z.string(),
  isPrivate: z.boolean(),
  defaultBranch: z.string().nullable(),
  /** `github`, or the other CI system's name. */
  system: z.string(),
  run: Run,
});

/** An attempt of a run that came to an end: heard of, understood if it failed, and told to whom it concerns. */
export const Build = z.discriminatedUnion('status', [
  Told.extend({
    status: z.literal('heard'),
    /** What another CI system told with it. */
    told: z.array(ToldJob),
    /** Since when a log of it is asked for in vain. */
    unreadSince: When.nullable().default(null),
  }),
  Told.extend({ status: z.literal('understood'), failures: z.array(Failure), unreadSince: When.nullable().default(null) }),
  /** Told without a log, which is asked for now and then. */
  Told.extend({ status: z.literal('unread'), failures: z.array(Failure), unreadSince: When, askAt: When }),
  Told.extend({
    status: z.literal('settled'),
    failures: z.array(Failure),
    /** Where somebody wants to see every run, the green ones too. */
    everyRunIn: z.array(z.string()),
  }),
]);
export type Build = z.infer<typeof Build>;
export type BuildIn<Status extends Build['status']> = Extract<Build, { status: Status }>;

/** All that is kept about the builds of a repository is found under this name. */
export const shelfOf = (repo: string): string => `build:${repo.toLowerCase()}`;

export const builds = {
  kind: 'build',
  state: Build,
  endings: ['settled'] as const,
  lane: (build: Build): string => shelfOf(build.repo),
  activeKey: (): undefined => undefined,
};

/** What is not read is taken for what is red in the same job and step. */
export const isTakenFor = ({ unread, job, step }: Failure, other: Pick<Failure, 'job' | 'step'>): boolean =>
  unread !== null && job === other.job && step === other.step;

export const failuresOf = (build: Build): readonly Failure[] => ('failures' in build ? build.failures : []);
export const verdictOn = ({ run }: Pick<Build, 'run'>): Verdict => verdictOf(run);

/** Whether `next` is about a later commit of the workflow than `before`, or a later attempt at the same. */
export const isAfter = (next: Run, before: Run): boolean => (next.id === before.id ? isNewer(next, before) : next.number > before.number);
