import type { Umbrella } from '../../domain/build/umbrella.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, code, cut, heading, line, message, moment, mrkdwn } from '../kit.ts';
import { spokenDuration } from '../time.ts';
import { takenBackView } from './messages.ts';
import { repoList } from './parts.ts';

/** One notice for many repositories that fail alike. */
export function umbrellaView(umbrella: Umbrella): Message {
  const over = umbrella.status === 'over';
  const count = umbrella.repos.length;
  const status = over
    ? mrkdwn`:large_green_circle: *Over* after ${spokenDuration(Date.parse(umbrella.endedAt) - Date.parse(umbrella.since))}. What is still red has a card of its own.`
    : mrkdwn`:red_circle: *Red alike* since ${moment(umbrella.since)} in ${count} repositories: ${code(cut(umbrella.say, 300))}`;
  const what = umbrella.infra ? 'CI provider looks unhealthy' : `${count} repositories fail alike`;
  return message(
    mrkdwn`${what}. ${status}`,
    heading(over ? `Over: ${what}` : what),
    line(status),
    line(
      mrkdwn`${over ? 'It was' : 'It is'} ${repoList(over ? umbrella.repos : umbrella.left)}. No card of their own is posted meanwhile, and nobody is called.`,
    ),
    aside(mrkdwn`${code(umbrella.id)} · trace ${code(umbrella.traceId)}`),
  );
}

export const umbrellaMessages = (umbrella: Umbrella): MessageWrite[] =>
  umbrella.channels.map((channel, index) => ({
    key: index === 0 ? umbrella.id : `${umbrella.id}/in-${channel}`,
    recordId: umbrella.id,
    channel,
    message: umbrella.withheld.includes(channel) ? takenBackView(umbrella.id) : umbrellaView(umbrella),
  }));
