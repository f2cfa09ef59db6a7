import { Outage } from '../../domain/problems.ts';
import { editsFollowMs, type ThreadReply, threadReplies } from '../../domain/ticket/talk.ts';
import { markerOf } from '../../domain/ticket/ticket.ts';
import { spoken } from '../../domain/ticket/words.ts';
import { type Bench, become, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { replyMessages } from '../../views/ticket/reply.ts';
import { patienceMs, wouldBePublic } from './publicity.ts';
import { insistOnGitHub } from './raise.ts';

const aMinute = 60_000;
const soonMs = 2_000;

type In<Status extends ThreadReply['status']> = Extract<ThreadReply, { status: Status }>;

/** A reply in the ticket's thread becomes a comment, and follows its edits for a quarter of an hour. */
export const replyWorkflow = defineWorkflow<ThreadReply, 'settled'>({
  of: threadReplies,
  steps: { said: comment, askingPublicity: waitForAYes, mirrored: followEdits },
  show: replyMessages,
  onProblem: (reply, problem, { failures }) => (problem instanceof Outage || failures < 5 ? undefined : { ...reply, status: 'settled' }),
  reason: () => 'ok',
});

const bodyOf = (reply: ThreadReply) => `${spoken(reply.by, reply.text)}\n\n${markerOf(reply)}`;

async function comment(reply: In<'said'>, bench: Bench): Promise<Next<ThreadReply>> {
  const issues = insistOnGitHub(bench);
  const until = new Date(Date.parse(reply.saidAt) + editsFollowMs).toISOString();
  const { repo, number } = reply;
  if (!reply.sure && (await wouldBePublic(reply, bench))) return become<ThreadReply>({ ...reply, status: 'askingPublicity' });
  if (!bench.isFirstTry) {
    const there = await issues.commentsSince(repo, number, new Date(Date.parse(reply.saidAt) - aMinute));
    const found = there.find(({ body }) => body.includes(markerOf(reply)));
    // what it said then is not known any more: saying it again changes nothing
    if (found) return become<ThreadReply>({ ...reply, status: 'mirrored', commentId: found.id, told: '', until });
  }
  if (!(await bench.stillOurs())) return lookAgainIn<ThreadReply>(reply, soonMs);
  const done = await issues.comment(repo, number, bodyOf(reply));
  if (done.outcome === 'refused') return become<ThreadReply>({ ...reply, status: 'settled' });
  return become<ThreadReply>({ ...reply, status: 'mirrored', commentId: done.comment.id, told: reply.text, until });
}

async function waitForAYes(reply: In<'askingPublicity'>, { clock }: Bench): Promise<Next<ThreadReply>> {
  const leftMs = Date.parse(reply.saidAt) + patienceMs - clock.now().getTime();
  return leftMs > 0 ? lookAgainIn<ThreadReply>(reply, leftMs) : become<ThreadReply>({ ...reply, status: 'settled' });
}

async function followEdits(reply: In<'mirrored'>, bench: Bench): Promise<Next<ThreadReply>> {
  const leftMs = Date.parse(reply.until) - bench.clock.now().getTime();
  if (reply.text !== reply.told) {
    await insistOnGitHub(bench).editComment(reply.repo, reply.commentId, bodyOf(reply));
    return lookAgainIn<ThreadReply>({ ...reply, told: reply.text }, Math.max(leftMs, 0));
  }
  return leftMs > 0 ? lookAgainIn<ThreadReply>(reply, leftMs) : become<ThreadReply>({ ...reply, status: 'settled' });
}
