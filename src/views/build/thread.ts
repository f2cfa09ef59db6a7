import { isOpen, type Streak } from '../../domain/build/streak.ts';
import type { Message } from '../../ports.ts';
import { channelLink, code, line, mention, message, moment, mrkdwn, say, sentence, verbatim } from '../kit.ts';
import { greenLine } from './card.ts';
import { runName, shortSha } from './parts.ts';

/** One message in the thread of a card; written again under the same name it is edited. */
export interface ThreadMessage {
  about: string;
  /** One of many alike: not everybody wants to hear of each. */
  isRepeat?: true;
  message: Message;
}

/** The details, for the thread: what the log says, each further failure, who talks to whom, and how it ended. */
export function threadMessages(streak: Streak): ThreadMessage[] {
  const { newest, since, helpers, help, rerun } = streak;
  const isRepeat = newest.id !== since.id || newest.attempt !== since.attempt;
  return [
    ...lastLines(streak),
    ...(streak.everyRun && isRepeat && isOpen(streak)
      ? [{ about: `run-${newest.number}.${newest.attempt}`, isRepeat: true as const, message: again(streak) }]
      : []),
    ...helpers.map((helper) => ({ about: `helper-${helper.id}`, message: together(streak, helper) })),
    ...(help?.refused
      ? [{ about: 'unasked', message: say(mrkdwn`Nobody was asked in ${channelLink(help.channel)}: ${help.refused}.`) }]
      : []),
    ...(rerun?.refused
      ? [
          {
            about: `rerun-${rerun.runId}.${rerun.attempt}`,
            message: say(mrkdwn`Nothing came of running it again: ${sentence(rerun.refused)}`),
          },
        ]
      : []),
    ...(streak.status === 'red' && streak.letGo !== null
      ? [
          {
            about: `released-${newest.number}`,
            message: say(mrkdwn`Nothing moved for two hours, so ${streak.letGo} is no longer shown as being on it. Somebody else can be.`),
          },
        ]
      : []),
    ...(streak.status === 'green' ? [{ about: 'green', message: say(thanks(streak)) }] : []),
  ];
}

/** They are posted with the card itself. */
export const lastLinesAbout = 'log';

function lastLines({ failure }: Streak): ThreadMessage[] {
  if (failure.log.length === 0) return [];
  const text = mrkdwn`The lines of the log that say most:`;
  return [{ about: lastLinesAbout, message: message(text, line(text), line(verbatim(failure.log))) }];
}

const again = ({ newest }: Streak): Message =>
  say(mrkdwn`${runName(newest)} failed in the same way at ${code(shortSha(newest.sha))} (${moment(newest.at)}).`);

/** Those two have something to talk about: they are called, once. */
function together(streak: Streak, helper: Streak['helpers'][number]): Message {
  const other = streak.status === 'claimed' ? streak.claim.by : streak.help?.by;
  if (other === undefined || other.id === helper.id) return say(mrkdwn`${helper.name} can help. This thread is the place for it.`);
  return say(mrkdwn`${mention(other.userId)}, ${mention(helper.userId)} can help. This thread is the place for it.`);
}

function thanks(streak: Extract<Streak, { status: 'green' }>) {
  return streak.claimedBy === null ? greenLine(streak) : mrkdwn`${greenLine(streak)} ${streak.claimedBy.name} was on it.`;
}
