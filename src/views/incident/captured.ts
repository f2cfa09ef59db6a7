import type { Capture } from '../../domain/incident/capture.ts';
import type { MessageWrite } from '../../ports.ts';
import { mrkdwn, say } from '../kit.ts';

/** A captured message is marked where it stands. Only one that could not be read has to be told of. */
export function captureMessages(capture: Capture): MessageWrite[] {
  if (capture.status !== 'unreadable') return [];
  const { id, channel, by, responseUrl, round } = capture;
  const [asker] = by;
  if (asker === undefined) return [];
  const text = say(
    mrkdwn`That message is not on the timeline: it is not there any more, or I am not in its channel. Invite me with \`/invite @shipmate\`.`,
  );
  return [
    {
      key: `${id}/unreadable/${round}`,
      recordId: id,
      channel,
      privatelyTo: asker.userId,
      ...(responseUrl && { responseUrl }),
      message: text,
    },
  ];
}
