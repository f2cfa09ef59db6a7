import type { Change } from '../../domain/ticket/change.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, code, mrkdwn, say, sentence } from '../kit.ts';

/** At once, before GitHub has answered. */
export const changingView = ({ repo, number, doing }: Change): Message => say(mrkdwn`${words[doing.what]} ${repo}#${number}…`);

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
  const { id, askedBy, askedIn, threadTs, responseUrl, inPlace } = change;
  const answer = answerTo(change, trouble);
  if (askedBy === undefined || answer === undefined || askedIn === '') return [];
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
    case 'done':
      return say(sentence(change.say));
    case 'refused':
      return say(mrkdwn`${repo}#${number}: ${sentence(change.say)}`, aside(mrkdwn`trace ${code(change.traceId)}`));
  }
}
