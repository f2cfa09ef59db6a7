import { blocksDeploys, type Streak, type StreakIn } from '../../domain/build/streak.ts';
import type { Message } from '../../ports.ts';
import {
  aside,
  buttons,
  code,
  cut,
  fields,
  heading,
  isWebAddress,
  join,
  line,
  link,
  type Marked,
  message,
  moment,
  mrkdwn,
} from '../kit.ts';
import { spokenDuration } from '../time.ts';
import { authorList, flakeWords, jobName, ordinal, place, runName, shortSha, times, whatFailed } from './parts.ts';

/** The one card of a streak: state first, what failed, the facts, what can be done, and the small print. */
export function streakView(streak: Streak, now: Date, trouble?: string): Message {
  const status = headline(streak, now);
  return message(
    mrkdwn`${place(streak)} ${status}`,
    heading(`${headingOf(streak)}: ${streak.repo} ${cut(streak.branch, 60)} – ${cut(jobName(streak.failure), 60)}`),
    line(mrkdwn`${signOf[streak.status]} ${status}`),
    trouble === undefined ? undefined : line(mrkdwn`:hourglass_flowing_sand: ${trouble}`),
    fields(facts(streak)),
    offers(streak),
    aside(join([code(streak.id), ...memory(streak), mrkdwn`trace ${code(streak.traceId)}`], ' · ')),
  );
}

const signOf: Record<Streak['status'], ReturnType<typeof mrkdwn>> = {
  waiting: mrkdwn`:white_circle:`,
  red: mrkdwn`:red_circle:`,
  claimed: mrkdwn`:large_orange_circle:`,
  muted: mrkdwn`:mute:`,
  green: mrkdwn`:large_green_circle:`,
  passed: mrkdwn`:large_green_circle:`,
  givenUp: mrkdwn`:black_circle:`,
};

function headingOf(streak: Streak): string {
  switch (streak.status) {
    case 'green':
    case 'passed':
      return 'Build green';
    case 'givenUp':
      return 'Build no longer watched';
    case 'muted':
      return 'Build red, muted';
    case 'waiting':
    case 'red':
    case 'claimed':
      return streak.flaky === null ? 'Build red' : 'Build red, likely flaky';
  }
}

/** Where it stands, in one line. Nobody is blamed: a build is red since a commit. */
export function headline(streak: Streak, now: Date): Marked {
  switch (streak.status) {
    case 'waiting':
      return mrkdwn`*Red* since ${code(shortSha(streak.since.sha))}; told at ${moment(streak.until)} unless it is green by then.`;
    case 'red':
      return join([mrkdwn`*Red* ${since(streak)}`, whatFailed(streak.failure)]);
    case 'claimed':
      return join([mrkdwn`*Red, ${streak.claim.by.name} is on it* ${since(streak)}`, whatFailed(streak.failure)]);
    case 'muted':
      return join([
        mrkdwn`*Muted* until ${moment(streak.until, '{date_short_pretty} {time}')} by ${streak.mutedBy.name}${streak.reason === null ? '' : `: ${cut(streak.reason, 200)}`}`,
        mrkdwn`${since(streak)}`,
      ]);
    case 'green':
      return greenLine(streak);
    case 'passed':
      return mrkdwn`*Green* again before anybody was told.`;
    case 'givenUp':
      return mrkdwn`*Given up* after ${spokenDuration(now.getTime() - Date.parse(streak.since.at))}: ${streak.say}.`;
  }
}

export function greenLine({ fixed, since: first, flaky }: StreakIn<'green'>): Marked {
  const took = spokenDuration(Date.parse(fixed.at) - Date.parse(first.at));
  if (flaky === 'rerun' || flaky === 'sameCommit') return mrkdwn`*Green* after ${took}: ${flakeWords[flaky]}.`;
  return mrkdwn`*Green*: fixed by ${code(shortSha(fixed.sha))} (${fixed.by})${fixed.pullRequest === null ? '' : ` in #${fixed.pullRequest}`} after ${took}.`;
}

function since({ count, since: first }: Streak): Marked {
  const at = mrkdwn`since ${code(shortSha(first.sha))} (${moment(first.at)})`;
  return count === 1 ? at : mrkdwn`${at}, ${ordinal(count)} failure in a row`;
}

function facts(streak: Streak): (readonly [string, Marked] | undefined)[] {
  const { newest, authors, helpers, otherwise, othersInRun, failure, services, followers } = streak;
  const who = [
    ...(streak.status === 'claimed' ? [mrkdwn`${streak.claim.by.name} until ${moment(streak.claim.until)} unless something moves`] : []),
    ...(helpers.length > 0 ? [mrkdwn`${helpers.map(({ name }) => name).join(', ')} can help`] : []),
  ];
  const isOver = streak.status === 'green' || streak.status === 'givenUp';
  return [
    ['Run', mrkdwn`${runName(newest)} of ${cut(streak.workflow, 80)}${againLine(streak)}`],
    ['Commit', mrkdwn`${code(shortSha(newest.sha))} ${cut(newest.title, 120)}`],
    failure.unread === 'awaited' && !isOver ? ['Log', mrkdwn`GitHub does not give it out; I keep asking`] : undefined,
    authors === null || authors.length === 0 ? undefined : ['Authors since last green', authorList(authors, streak)],
    isOver ? undefined : ['On it', who.length > 0 ? join(who, '; ') : mrkdwn`nobody yet`],
    services.length === 0 || streak.branchKind !== 'default' || isOver
      ? undefined
      : ['Blocks deploys', blocksDeploys(streak) ? mrkdwn`yes: ${services.join(', ')}` : mrkdwn`no`],
    otherwise === null ? undefined : ['Since then', mrkdwn`${runName({ ...otherwise, attempt: 1 })} failed in another way`],
    othersInRun > 0 ? ['Beside it', mrkdwn`${othersInRun} other ${othersInRun === 1 ? 'failure' : 'failures'} in that run`] : undefined,
    followers.length > 0 ? ['Without a card of their own', followerList(streak)] : undefined,
    revertFact(streak),
    failure.infra && !isOver ? ['Looks like', mrkdwn`the machines rather than the code`] : undefined,
  ];
}

/** Where very many are red on one branch, this card stands for those beyond the fifth. */
function followerList({ followers, repo }: Streak): Marked {
  const shown = followers.slice(0, mostFollowers).map(({ id, job }) => mrkdwn`${code(id)} ${cut(job, 40)}`);
  const more = followers.length - shown.length;
  return mrkdwn`${join(shown, ', ')}${more > 0 ? ` and ${more} more` : ''}: ${code(`/build status ${repo}`)}`;
}
const mostFollowers = 8;

function revertFact({ revert }: Streak): readonly [string, Marked] | undefined {
  if (revert === null) return undefined;
  if (revert.opened !== null)
    return ['Revert', mrkdwn`${link(`#${revert.opened.number}`, revert.opened.url)}, asked for by ${revert.by.name}`];
  return ['Revert', mrkdwn`${revert.refused === null ? 'being opened' : cut(revert.refused, 200)}`];
}

function againLine({ rerun, status }: Streak): string {
  if (rerun === null || status === 'green') return '';
  const by = rerun.by === null ? 'by myself, once' : `by ${rerun.by.name}`;
  if (rerun.refused !== null) return `; nothing came of running it again: ${cut(rerun.refused, 200)}`;
  return rerun.done ? `; running again, asked ${by}` : `; to be run again, asked ${by}`;
}

/** At most five in sight; what is needed more rarely is behind the dots. A stranger's code is not run again by a button that everybody sees. */
function offers(streak: Streak) {
  const { id, help, ticket, fork, failure, rerun, revert } = streak;
  if (streak.status !== 'red' && streak.status !== 'claimed' && streak.status !== 'muted') return undefined;
  const muted = streak.status === 'muted';
  const flaky = streak.flaky !== null && !muted;
  const quiet = { label: 'Mute as flaky', does: `build mute ${id}` };
  const ask = (help === null || help.refused !== null) && !muted ? [{ label: 'Ask for help', does: `build ask ${id}` }] : [];
  return buttons(
    ...(streak.status === 'red' ? [{ label: "I'm on it", does: `build claim ${id}`, style: 'primary' as const }] : []),
    ...(muted ? [] : [{ label: 'I can help', does: `build join ${id}` }]),
    // what is likely flaky asks for quiet rather than for help
    ...(flaky ? [quiet] : ask),
    ...(fork || (rerun !== null && rerun.refused === null) || streak.system !== 'github'
      ? []
      : [{ label: 'Re-run failed', does: `build rerun ${id} --failed` }]),
    ...(isWebAddress(failure.url) ? [{ label: 'Open log', opens: failure.url }] : []),
    {
      more: [
        ...(muted ? [{ label: 'Unmute', does: `build unmute ${id}` }] : flaky ? ask : [quiet]),
        ...(streak.status === 'claimed' ? [{ label: 'I am not on it any more', does: `build release ${id}` }] : []),
        ...(ticket === null ? [{ label: 'Create ticket', does: `build ticket ${id}` }] : []),
        ...(streak.branchKind === 'default' && !fork && !muted && (revert === null || revert.refused !== null)
          ? [{ label: 'Open revert PR', does: `build revert ${id}` }]
          : []),
        ...(streak.channels.length > 0 ? [{ label: 'Unsubscribe', does: `build unwatch ${streak.repo}` }] : []),
      ],
    },
  );
}

/** What is known of it from before. */
function memory({ known, flaky, besides, ticket, unknown, under }: Streak): Marked[] {
  const others = known.otherBranches === 0 ? '' : `, on ${known.otherBranches} other ${known.otherBranches === 1 ? 'branch' : 'branches'}`;
  const { lastFixed } = known;
  return [
    ...(flaky === null ? [] : [mrkdwn`likely flaky: ${flakeWords[flaky]}`]),
    ...(known.seen > 1 ? [mrkdwn`seen ${times(known.seen)} in 30 days${others}`] : []),
    ...(lastFixed === null
      ? []
      : [
          mrkdwn`last fixed by ${lastFixed.by} in ${lastFixed.pullRequest === null ? shortSha(lastFixed.sha) : `#${lastFixed.pullRequest}`}`,
        ]),
    ...(besides === null ? [] : [mrkdwn`red on the same branch as ${code(besides)}`]),
    ...(under === null ? [] : [mrkdwn`part of ${code(under)}`]),
    ...(ticket === null ? [] : [mrkdwn`ticket ${code(ticket)}`]),
    ...(unknown === null ? [] : [mrkdwn`${code(unknown)} is nobody I know: \`github:\` in \`people\` of shipmate.yaml says who it is`]),
  ];
}
