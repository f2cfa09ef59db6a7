import type { BlindSpot } from '../../domain/build/blind-spot.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, bold, code, heading, line, message, moment, mrkdwn } from '../kit.ts';
import { spokenDuration } from '../time.ts';
import { repoList } from './parts.ts';

/** An alarm: silence of these repositories is no good news. */
export function blindSpotView(spot: BlindSpot): Message {
  const repos = repoList(spot.repos);
  if (spot.status === 'seenAgain') {
    const took = spokenDuration(Date.parse(spot.endedAt) - Date.parse(spot.since));
    const text = mrkdwn`:white_check_mark: *Seen again* after ${took}: ${repos}. What ran of late is told now.`;
    return message(text, line(text), aside(mrkdwn`${code(spot.id)} · trace ${code(spot.traceId)}`));
  }
  const status = mrkdwn`:warning: *Not seen* since ${moment(spot.since)}: ${repos}. GitHub does not show me that any more, so I hear of no builds there.`;
  return message(
    status,
    heading(`No builds are heard of from ${spot.account}`),
    line(status),
    line(mrkdwn`An owner of ${bold(spot.account)} can see under its installed GitHub Apps whether I am suspended or removed there.`),
    aside(mrkdwn`${code(spot.id)} · trace ${code(spot.traceId)}`),
  );
}

export const blindSpotMessages = (spot: BlindSpot): MessageWrite[] =>
  spot.channels.map((channel, index) => ({
    key: index === 0 ? spot.id : `${spot.id}/in-${channel}`,
    recordId: spot.id,
    channel,
    message: blindSpotView(spot),
  }));
