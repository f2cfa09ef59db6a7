import { Outage, Refusal } from '../../domain/problems.ts';
import { type Change, type ChangeIn, changes, wordsOf } from '../../domain/ticket/change.ts';
import { questions } from '../../domain/ticket/question.ts';
import { isRaised, type Ticket, tickets } from '../../domain/ticket/ticket.ts';
import { type Loaded, read } from '../../pipeline/records.ts';
import { type Also, type Bench, become, changeAlso, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { changeMessages } from '../../views/ticket/change.ts';
import { doIt, needIssue, type Outcome } from './doing.ts';
import { patienceMs, wouldBePublic } from './publicity.ts';
import { insistOnGitHub } from './raise.ts';

const soonMs = 2_000;
const mistakesAllowed = 5;

/** Something is done to an issue. */
export const changeWorkflow = defineWorkflow<Change, 'done' | 'refused'>({
  of: changes,
  steps: { asked: carryOut, askingPublicity: waitForAYes },
  show: changeMessages,
  onProblem(change, problem, { failures, ref }) {
    if (problem instanceof Refusal) return refused(change, problem);
    if (problem instanceof Outage || failures < mistakesAllowed) return undefined;
    return { ...change, status: 'refused', code: 'internal_error', say: `Something broke on my side (ref \`${ref}\`).` };
  },
  reason: (change) => (change.status === 'refused' ? change.code : 'ok'),
});

async function carryOut(change: ChangeIn<'asked'>, bench: Bench): Promise<Next<Change>> {
  const issues = insistOnGitHub(bench);
  if (!change.sure && wordsOf(change) !== undefined && (await wouldBePublic({ channel: change.askedIn, repo: change.repo }, bench)))
    return become<Change>({ ...change, status: 'askingPublicity' });
  if (!(await bench.stillOurs())) return lookAgainIn<Change>(change, soonMs);
  try {
    // it may have been moved elsewhere: a write would not be led there
    const { issue } = needIssue(change, await issues.issue(change.repo, change.number));
    const { repo, number } = issue;
    const outcome = await doIt({ ...change, repo, number }, issues, bench);
    const also = [...(await onOurTicket(change, { issue, ...outcome }, bench)), ...(await inItsList(change, outcome.say, bench))];
    return { ...become<Change>({ ...change, status: 'done', say: outcome.say, url: outcome.issue?.url ?? '' }), also };
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    return { ...become<Change>(refused(change, problem)), also: await inItsList(change, problem.say, bench) };
  }
}

async function waitForAYes(change: ChangeIn<'askingPublicity'>, { clock }: Bench): Promise<Next<Change>> {
  const leftMs = Date.parse(change.askedAt) + patienceMs - clock.now().getTime();
  if (leftMs > 0) return lookAgainIn<Change>(change, leftMs);
  return become<Change>({ ...change, status: 'refused', code: 'expired', say: 'Nobody answered for a day, so nothing was written there.' });
}

const refused = (change: Change, { code, say }: Refusal): Change => ({ ...change, status: 'refused', code, say });

async function onOurTicket({ ticket: id }: Change, { issue, ticket: becomes }: Outcome, { store }: Bench): Promise<Also[]> {
  const stored = id === undefined ? undefined : await store.record(id);
  if (stored === undefined) return [];
  const loaded: Loaded<Ticket> = read(tickets, stored);
  if (!isRaised(loaded.record)) return [];
  const { heardAt } = loaded.record.course;
  const isNews = issue !== undefined && (heardAt === undefined || Date.parse(issue.updatedAt) >= Date.parse(heardAt));
  const heard = isNews
    ? {
        repo: issue.repo,
        number: issue.number,
        url: issue.url,
        labels: issue.labels,
        assigned: issue.assignees,
        course: { ...loaded.record.course, heardAt: issue.updatedAt },
      }
    : {};
  const next = becomes?.({ ...loaded.record, ...heard }) ?? { ...loaded.record, ...heard };
  return [changeAlso(tickets, loaded, next)];
}

/** The line that was pressed tells it. */
async function inItsList({ list, repo, number }: Change, say: string, { store }: Bench): Promise<Also[]> {
  const stored = list === undefined ? undefined : await store.record(list);
  if (stored === undefined) return [];
  const loaded = read(questions, stored);
  if (loaded.record.status !== 'told') return [];
  const issues = loaded.record.issues.map((issue) => (issue.repo === repo && issue.number === number ? { ...issue, became: say } : issue));
  return [changeAlso(questions, loaded, { ...loaded.record, issues })];
}
