import { type Change, wordsOf } from '../../domain/ticket/change.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, code, mrkdwn, say, sentence } from '../kit.ts';
import { publicityAsked } from './publicity.ts';

/** At once, before GitHub has answered. */
export const changingView = (change: Change): Message =>
  answerTo(change, undefined) ?? say(mrkdwn`${words[change.doing.what]} ${change.repo}#${change.number}…`);

const words: Record<Change['doing']['what'], string> = {
  close: 'Closing',
  undo: 'Taking back',
  reopen: 'Reopening',
  comment: 'Commenting on',
  assign: 'Giving away',
  label: 'Labelling',
  edit: 'Changing',
  join: 'Adding your voice to',
  thread: 'Adding the thread to',
  ageOut: 'Closing',
  warn: 'Asking about',
};

/** What came of it, for whoever asked. */
export function changeMessages(change: Change, { trouble }: { trouble: string | undefined }): MessageWrite[] {
  const { id, askedBy, askedIn, threadTs, responseUrl, inPlace, list, status } = change;
  const answer = answerTo(change, trouble);
  // in a list the line of the issue tells what became of it
  const isTold = list !== undefined && (status === 'done' || status === 'refused');
  if (askedBy === undefined || answer === undefined || askedIn === '' || isTold) return [];
  return [
    {
      key: `${id}/told`,
      recordId: id,
      channel: askedIn,
      privatelyTo: askedBy.userId,
      ...(threadTs !== undefined && { threadTs }),
      ...(responseUrl !== undefined && { responseUrl }),
      message: inPlace === undefined ? answer : { ...answer, inPlace },
    },
  ];
}

function answerTo(change: Change, trouble: string | undefined): Message | undefined {
  const { repo, number } = change;
  switch (change.status) {
    case 'asked':
      return trouble === undefined ? undefined : say(mrkdwn`${repo}#${number}: ${trouble}`);
    case 'askingPublicity':
      return publicityAsked({
        id: change.id,
        traceId: change.traceId,
        repo,
        facts: [mrkdwn`${words[change.doing.what]} ${repo}#${number}`],
        shown: wordsOf(change) ?? '',
      });
    case 'done':
      return say(sentence(change.say));
    case 'refused':
      return say(mrkdwn`${repo}#${number}: ${sentence(change.say)}`, aside(mrkdwn`trace ${code(change.traceId)}`));
  }
}
