import type { ToldComment } from '../../domain/ticket/talk.ts';
import type { MessageWrite } from '../../ports.ts';
import { cut, link, mrkdwn, say } from '../kit.ts';

const longestShown = 1_500;

/** A comment at GitHub, as one line in the ticket's thread. */
export function commentLine({ id, ticket, channel, threadTs, author, text, url }: ToldComment): MessageWrite[] {
  if (channel.startsWith('D') || channel === '') return [];
  const words = cut(text.replace(/<!--[\s\S]*?-->/g, '').trim(), longestShown);
  const message = say(mrkdwn`:speech_balloon: ${author} ${link('at GitHub', url)}: ${words}`);
  return [{ key: id, recordId: ticket, channel, ...(threadTs === undefined ? { threadKey: ticket } : { threadTs }), message }];
}
