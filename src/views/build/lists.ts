import type { Build } from '../../domain/build/build.ts';
import type { Flaky, RepoStats } from '../../domain/build/stats.ts';
import type { Streak } from '../../domain/build/streak.ts';
import type { Message } from '../../ports.ts';
import type { Chart, Panel } from '../chart.ts';
import { aside, bold, code, cut, join, listing, type Marked, moment, mrkdwn, say } from '../kit.ts';
import { spokenDuration } from '../time.ts';
import { headline } from './card.ts';
import { place, runName, times } from './parts.ts';

const day = '{date_short_pretty} {time}';
const mostListed = 20;

/** @param unexplained runs that failed, and of which GitHub does not say more yet */
export function redList(streaks: readonly Streak[], unexplained: readonly Build[], now: Date, repo: string | undefined): Message {
  const waiting = unexplained.length === 0 ? [] : [aside(unexplainedLine(unexplained))];
  if (streaks.length === 0)
    return say(mrkdwn`Nothing is red${repo === undefined ? '' : mrkdwn` in ${bold(repo)}`}, as far as I was told.`, ...waiting);
  const more = streaks.length - mostListed;
  return listing(
    'What is red',
    streaks.slice(0, mostListed).map((streak) => mrkdwn`${code(streak.id)} ${place(streak)} ${headline(streak, now)}`),
    more > 0 ? aside(mrkdwn`+${more} more: name a repository`) : undefined,
    ...waiting,
  );
}

const mostUnexplained = 3;

function unexplainedLine(builds: readonly Build[]): Marked {
  const named = builds.slice(0, mostUnexplained).map(({ run, repo }) => mrkdwn`${runName(run)} of ${cut(run.workflow, 60)} in ${repo}`);
  const more = builds.length - named.length;
  return mrkdwn`Failed, and GitHub does not say why yet: ${join(named, ', ')}${more > 0 ? ` and ${more} more` : ''}. I keep asking.`;
}

/** Silence about it says nothing. */
export const unheardOf = (repo: string): Message =>
  say(
    mrkdwn`Nobody subscribed to ${bold(repo)}, so I hear nothing of its builds. ${code(`/build watch ${repo}`)} changes that, for this channel.`,
  );

export function flakyList(ranked: readonly Flaky[], repo: string | undefined): Message {
  if (ranked.length === 0)
    return say(mrkdwn`Nothing looked flaky${repo === undefined ? '' : mrkdwn` in ${bold(repo)}`} in the last thirty days.`);
  return listing(
    'What comes and goes by itself',
    ranked
      .slice(0, mostListed)
      .map(
        ({ repo: of, id, job, say: line, times: count, branches, last, muted, signature }) =>
          mrkdwn`${bold(of)} ${cut(job, 60)}: ${code(cut(line, 160))} ${times(count)} on ${branches} ${branches === 1 ? 'branch' : 'branches'}, last ${moment(last, day)} (${code(id)}${muted ? ', muted' : ''}, signature ${code(signature.slice(0, 10))})`,
      ),
    aside(mrkdwn`${code('/build mute <signature> 24h')} keeps one quiet on every branch`),
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Null where there is nothing to divide by. */
const inPercent = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 100));

export function statsView(all: readonly RepoStats[], days: number): Message {
  if (all.length === 0) return say(mrkdwn`No run ended in the last ${days} days, as far as I was told.`);
  return listing(
    `Builds of the last ${days} days`,
    all.slice(0, mostListed).map(({ repo, runs, failed, redToGreenMs, flaky, streaks }) => {
      const fixed = redToGreenMs === null ? '' : `; red to green in ${spokenDuration(redToGreenMs)} at the median`;
      const flakes = streaks === 0 ? '' : `; ${inPercent(flaky, streaks)} % of ${counted(streaks, 'failure')} flaky`;
      const rate = runs === 0 ? '' : `, ${inPercent(failed, runs)} % failed`;
      return mrkdwn`${bold(repo)}: ${counted(runs, 'run')}${rate}${fixed}${flakes}`;
    }),
    aside(mrkdwn`Repositories and failures are counted, never people. The chart follows in our own conversation.`),
  );
}

/** The same as bars: how often each repository fails, how much of that is flaky, and how long it stays red. */
export function statsChart(all: readonly RepoStats[], days: number): Chart {
  // what is not known of any of them has no picture
  const panel = (title: string, unit: string, of: (one: RepoStats) => number | null): Panel[] => {
    const bars = all.map((one) => ({ name: one.repo, value: of(one) }));
    return bars.every(({ value }) => value === null) ? [] : [{ title, unit, names: 'repository', bars }];
  };
  return {
    kind: 'panels',
    title: `Builds of the last ${days} days`,
    panels: [
      ...panel('Failure rate', 'percent of runs', ({ runs, failed }) => inPercent(failed, runs)),
      ...panel('Flake rate', 'percent of failures', ({ streaks, flaky }) => inPercent(flaky, streaks)),
      ...panel('Red to green', 'minutes at the median', ({ redToGreenMs }) => redToGreenMs && Math.round(redToGreenMs / 6_000) / 10),
    ],
  };
}
