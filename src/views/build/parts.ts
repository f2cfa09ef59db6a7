import type { Failure } from '../../domain/build/build.ts';
import type { Author, RunRef, Streak } from '../../domain/build/streak.ts';
import { bold, code, cut, join, link, type Marked, mention, mrkdwn } from '../kit.ts';

/** How a run, a commit, a failure and people are named wherever builds are spoken of. */

export const shortSha = (sha: string): string => sha.slice(0, 7);

/** `acme/api` `main`, for one line. */
export const place = ({ repo, branch }: Pick<Streak, 'repo' | 'branch'>): Marked => mrkdwn`${bold(repo)} ${code(cut(branch, 80))}`;

export const runName = ({ number, attempt, url }: Pick<RunRef, 'number' | 'attempt' | 'url'>): Marked =>
  mrkdwn`${link(`#${number}`, url)}${attempt > 1 ? ` attempt ${attempt}` : ''}`;

/** `unit (node 20, node 22)`: the legs of a matrix that fail alike stand behind their job. */
export function jobName({ job, legs }: Failure): string {
  if (legs.length === 0) return job;
  const shown = legs.slice(0, 4).join('; ');
  return `${job} (${shown}${legs.length > 4 ? `; and ${legs.length - 4} more` : ''})`;
}

/** What went wrong and where, as far as the log says so. */
export function whatFailed({ step, say, file, line }: Failure): Marked {
  const where = file === null ? mrkdwn`` : mrkdwn` in ${code(cut(line === null ? file : `${file}:${line}`, 120))}`;
  return join([
    step === null ? mrkdwn`` : mrkdwn`step ${code(cut(step, 80))}`,
    say === '' ? mrkdwn`` : mrkdwn`${code(cut(say, 300))}${where}`,
  ]);
}

/** At most so many people are called. */
const mostMentioned = 5;

/**
 * Who wrote what came since the last green run. They are called where there are few, where we know them, and where it is theirs to look;
 * nobody is called for what is flaky, for what befell the machines, or for a stranger's branch.
 */
export function authorList(authors: readonly Author[], { flaky, fork, failure }: Pick<Streak, 'flaky' | 'fork' | 'failure'>): Marked {
  const called = flaky === null && !fork && !failure.infra && authors.length <= mostMentioned;
  const names = authors
    .slice(0, mostMentioned)
    .map(({ userId, name }) => (called && userId !== undefined ? mention(userId) : mrkdwn`${cut(name, 60)}`));
  const more = authors.length - names.length;
  return mrkdwn`${join(names, ', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export const ordinal = (count: number): string => {
  const ending = count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
};

export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

export const flakeWords = {
  sameCommit: 'the same commit failed and passed',
  otherBranches: 'it fails on branches that have nothing to do with one another',
  rerun: 'it passed when it was run again',
} as const;

const mostRepos = 20;
export const repoList = (repos: readonly string[]): string =>
  `${repos.slice(0, mostRepos).join(', ')}${repos.length > mostRepos ? ` and ${repos.length - mostRepos} more` : ''}`;
