import type { Streak } from '../../domain/build/streak.ts';
import type { MessageWrite } from '../../ports.ts';
import { streakView } from './card.ts';
import { helpView } from './help.ts';
import { threadMessages } from './thread.ts';

/** Everything people see of one streak: its card wherever it concerns somebody, the thread of each, and a call for help. */
export function streakMessages(streak: Streak, { now, trouble }: { now: Date; trouble: string | undefined }): MessageWrite[] {
  const help = helpView(streak);
  const asked: MessageWrite[] =
    help && streak.help ? [{ key: `${streak.id}/help`, recordId: streak.id, channel: streak.help.channel, message: help }] : [];
  if (!streak.told) return asked;
  const card = streakView(streak, now, trouble);
  const thread = threadMessages(streak);
  const cards = places(streak).flatMap((channel, index): MessageWrite[] => {
    const root = index === 0 ? streak.id : `${streak.id}/in-${channel}`;
    return [
      { key: root, recordId: streak.id, channel, message: card },
      ...thread.map(({ about, message }) => ({ key: `${root}/${about}`, recordId: streak.id, channel, threadKey: root, message })),
    ];
  });
  return [...cards, ...asked];
}

/** The channels that subscribed to it; else the author alone, where we know them. */
const places = ({ channels, to }: Streak): string[] => (channels.length > 0 ? channels : to?.userId === undefined ? [] : [to.userId]);
