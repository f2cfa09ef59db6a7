import type { Streak, StreakIn } from '../../domain/build/streak.ts';
import type { Wanted } from '../../domain/build/subscription.ts';
import type { Mine } from '../../domain/build/taste.ts';
import type { Message } from '../../ports.ts';
import { channelLink, code, join, listing, moment, mrkdwn, say } from '../kit.ts';
import { headline } from './card.ts';
import { place } from './parts.ts';
import { goesOn, inWords } from './watch.ts';

/** What somebody hears at once when they do something about a build. */

export const claimedView = ({ id, claim }: StreakIn<'claimed'>): Message =>
  say(mrkdwn`You are on ${code(id)} until ${moment(claim.until)}, and for longer while something moves.`);

export const releasedView = ({ id }: Streak): Message => say(mrkdwn`You are not on ${code(id)} any more.`);

export const joinedView = ({ id }: Streak): Message => say(mrkdwn`Thank you. The thread of ${code(id)} is the place to talk.`);

export const helpAskedView = ({ id }: Streak, channel: string): Message =>
  say(mrkdwn`I ask in ${channelLink(channel)} for ${code(id)}, with those who may know more.`);

export const rerunView = ({ id, rerun, newest }: Streak): Message =>
  say(mrkdwn`I have ${rerun?.all ? 'all jobs' : 'the failed jobs'} of #${newest.number} run again. The card of ${code(id)} follows it.`);

export const revertView = ({ id }: Streak): Message =>
  say(mrkdwn`I look for the pull request in which it turned red. The card of ${code(id)} shows what comes of it.`);

export const mutedView = ({ failure, repo }: Streak, until: string): Message =>
  say(
    mrkdwn`Nobody hears of ${code(failure.job)} failing so in *${repo}* until ${moment(until, '{date_short_pretty} {time}')}. It is counted all the same.`,
  );

export const ticketView = ({ id }: Streak, ticket: string): Message =>
  say(mrkdwn`${code(ticket)} is the ticket for ${code(id)}; its number at GitHub follows here.`);

export const unmutedView = (failure: string): Message => say(mrkdwn`${code(failure)} is told of again.`);

export const unwatchedView = (ended: readonly (Wanted & { written?: boolean | undefined })[]): Message =>
  listing(
    ended.some(({ written }) => written) ? 'Typed no longer' : 'No longer told',
    ended.map((one) => mrkdwn`${channelLink(one.channel)}: ${inWords(one)}${one.written ? mrkdwn` (${goesOn})` : ''}`),
  );

const mineWords: Record<Mine, string> = {
  dm: 'I tell you alone of failures on your own branches',
  channel: 'I tell of failures on your own branches in the channel of the repository',
  off: 'I tell nobody of failures on your own branches',
};

export const mineSetView = (mine: Mine): Message => say(mrkdwn`${mineWords[mine]} from now on.`);

export function mineView(mine: Mine, red: readonly Streak[], now: Date): Message {
  const how = mrkdwn`${mineWords[mine]}. ${code('/build mine dm|channel|off')} changes that.`;
  if (red.length === 0) return say(mrkdwn`Nothing of yours is red. ${how}`);
  return listing('Red, and yours to look at', [
    ...red.slice(0, 20).map((streak) => join([code(streak.id), place(streak), headline(streak, now)], ' ')),
    how,
  ]);
}
