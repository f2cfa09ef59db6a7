import type { Attachment } from '../domain/attachment.ts';
import type { MessageWrite } from '../ports.ts';
import { aside, code, line, message, mrkdwn, sentence } from './kit.ts';

/** A file shows itself. Only where it could not be shown there is something to say: why, and what would have stood beside it. */
export function attachmentMessages(attachment: Attachment): MessageWrite[] {
  if (attachment.status !== 'notShared') return [];
  const { id, where, name, title, comment, why, traceId } = attachment;
  const place =
    'person' in where ? { channel: where.person } : { channel: where.channel, ...(where.threadKey && { threadKey: where.threadKey }) };
  const told = mrkdwn`*${title}* could not be shown as the file ${code(name)}: ${sentence(why)}`;
  return [
    {
      key: `${id}/told`,
      recordId: id,
      ...place,
      message: message(
        told,
        line(told),
        comment === undefined ? undefined : line(mrkdwn`${comment}`),
        aside(mrkdwn`trace ${code(traceId)}`),
      ),
    },
  ];
}
