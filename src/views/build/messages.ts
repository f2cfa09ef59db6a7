import type { Streak } from '../../domain/build/streak.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { code, mrkdwn, say } from '../kit.ts';
import { streakView } from './card.ts';
import { helpView } from './help.ts';
import { lastLinesAbout, threadMessages } from './thread.ts';

/** Everything people see of one streak: its card wherever it concerns somebody, the thread of each, and a call for help. */
export function streakMessages(streak: Streak, { now, trouble }: { now: Date; trouble: string | undefined }): MessageWrite[] {
  const help = helpView(streak);
  const asked: MessageWrite[] =
    help && streak.help
      ? [
          {
            key: `${streak.id}/help`,
            recordId: streak.id,
            channel: streak.help.channel,
            message: inside(streak, streak.help.channel, help),
          },
        ]
      : [];
  if (!streak.told) return asked;
  const card = streakView(streak, now, trouble);
  const cards = cardsOf(streak).flatMap(({ key: root, channel }): MessageWrite[] => {
    const told = inside(streak, channel, card);
    const thread = threadMessages(streak)
      .filter(({ about }) => told === card || about === lastLinesAbout)
      .filter(({ isRepeat }) => !isRepeat || !streak.turnsOnlyIn.includes(channel));
    return [
      { key: root, recordId: streak.id, channel, message: told },
      ...thread.map(({ about, message }) => ({
        key: `${root}/${about}`,
        recordId: streak.id,
        channel,
        threadKey: root,
        message: inside(streak, channel, message),
      })),
    ];
  });
  return [...cards, ...asked];
}

/** Where its card stands, and under which key: in the channels that subscribed to it; else with the author alone, where we know them. */
export function cardsOf({ id, channels, to }: Streak): { key: string; channel: string }[] {
  const places = channels.length > 0 ? channels : to?.userId === undefined ? [] : [to.userId];
  return places.map((channel, index) => ({ key: index === 0 ? id : `${id}/in-${channel}`, channel }));
}

/** What other companies can read by now says nothing any more. */
const inside = ({ id, withheld }: Streak, channel: string, message: Message): Message =>
  withheld.includes(channel) ? takenBackView(id) : message;

/** In the place of a message that stood in a channel before other companies came to share it. */
export const takenBackView = (id: string): Message =>
  say(mrkdwn`${code(id)} is not told here any more: people of other companies can read this channel.`);
