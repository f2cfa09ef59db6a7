import { personWith } from '../../domain/person.ts';
import { editsFollowMs, isMarked, replyIdOf, type ThreadReply, threadReplies, wordsForGitHub } from '../../domain/ticket/talk.ts';
import { isRaised, type RaisedTicket, tickets } from '../../domain/ticket/ticket.ts';
import { legibleSlack } from '../../domain/ticket/words.ts';
import { read, write } from '../../pipeline/records.ts';
import type { World } from '../../pipeline/world.ts';
import type { Heard, Said } from '../../ports.ts';
import { staysHereView } from '../../views/ticket/reply.ts';

/** What people write in a ticket's thread is written down before Slack is answered. What programs and outsiders write stays where it is: they are told so. */
export async function hearTheThread(heard: Heard, world: World): Promise<void> {
  if (heard.kind === 'deleted' || heard.threadTs === undefined || heard.byBot || heard.from === undefined) return;
  const words = wordsForGitHub(heard.text, modeIn(world, heard.channel));
  if (heard.kind === 'edited') return hearTheEdit(heard, words, world);
  if (words === undefined) return;
  const ticketId = await world.store.recordAt(heard, tickets.kind);
  const stored = ticketId === undefined ? undefined : await world.store.record(ticketId);
  const ticket = stored && read(tickets, stored).record;
  if (!ticket || !isRaised(ticket)) return;
  if (!(await world.rights.isInside(heard.from))) return tellThatItStays(heard, ticket, world);
  const reply: ThreadReply = {
    status: 'said',
    id: replyIdOf(heard),
    traceId: ticket.traceId,
    ticket: ticket.id,
    repo: ticket.repo,
    number: ticket.number,
    channel: heard.channel,
    ts: heard.ts,
    threadTs: heard.threadTs,
    by: await world.rights.nameOf(heard.from.userId),
    userId: heard.from.userId,
    text: legible(world, words),
    saidAt: world.clock.now().toISOString(),
  };
  // the same message told twice is there already
  const saved = await world.store.commit({ put: [write(threadReplies, reply, 0, world.clock.now())], lines: [] });
  if (saved.ok) world.queue.wake(reply.id);
}

/** Each time they mean it for GitHub; where everything goes there, once in a thread. */
async function tellThatItStays({ channel, ts, threadTs, from, text }: Said, ticket: RaisedTicket, { store }: World): Promise<void> {
  if (from === undefined || threadTs === undefined) return;
  const key = isMarked(text) ? `${replyIdOf({ channel, ts })}/stays` : `${ticket.id}/stays/${from.userId}`;
  await store.commit({
    messages: [{ key, recordId: ticket.id, channel, threadTs, privatelyTo: from.userId, message: staysHereView(ticket) }],
    lines: [],
  });
}

async function hearTheEdit(heard: Said, words: string | undefined, world: World): Promise<void> {
  const stored = await world.store.record(replyIdOf(heard));
  if (stored === undefined || stored.ended || words === undefined) return;
  const { record, version } = read(threadReplies, stored);
  // what becomes public is what they were shown
  if (record.status === 'askingPublicity' || record.sure) return;
  const now = world.clock.now();
  if (now.getTime() > Date.parse(record.saidAt) + editsFollowMs || record.text === legible(world, words)) return;
  const saved = await world.store.commit({
    put: [write(threadReplies, { ...record, text: legible(world, words) }, version, now)],
    lines: [],
  });
  if (saved.ok) return world.queue.wake(record.id);
  return hearTheEdit(heard, words, world);
}

const modeIn = ({ policy }: World, channel: string) => policy.settings().tickets?.mirror[channel] ?? 'marked';

const legible = ({ policy }: World, text: string): string => legibleSlack(text, (userId) => personWith(policy.settings(), userId)?.name);
