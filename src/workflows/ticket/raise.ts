import { Outage, Refusal } from '../../domain/problems.ts';
import { claimOf, hasNumber, isRaised, markerOf, type Ticket, type TicketIn, tickets, undoMs } from '../../domain/ticket/ticket.ts';
import { bodyOf, fitTitle, labelsOf } from '../../domain/ticket/words.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import type { Issue, Issues, NotDone } from '../../ports.ts';
import { searchGitHub, searchInTime, twinsOf } from './twins.ts';

/** A turn that is nearer than this is waited for. */
const soonMs = 2_000;
const aMinute = 60_000;

/** @throws Refusal when GitHub is not connected */
export function insistOnGitHub({ issues }: Pick<Bench, 'issues'>): Issues {
  if (issues) return issues;
  throw new Refusal(
    'executor_error',
    'GitHub is not connected, so there is nowhere to raise it. An admin sets `GITHUB_TOKEN` or a GitHub App.',
  );
}

/** Whether it can be raised there, whether that would make it public, and whether somebody has raised it already. */
export async function checkThePlace(ticket: TicketIn<'checking'>, bench: Bench): Promise<Next<Ticket>> {
  const issues = insistOnGitHub(bench);
  const isSure = ticket.sure.duplicate;
  const [place, found] = await Promise.all([issues.repository(ticket.repo).catch(orOutage), isSure ? [] : searchInTime(bench, ticket)]);
  const repo = !(place instanceof Outage) && place.outcome === 'done' ? place.repository.name : ticket.repo;
  const twins = isSure ? [] : await twinsOf(bench, { ...ticket, repo }, found ?? []);
  if (place instanceof Outage) {
    // GitHub is away, but what is on its way there is known here
    if (twins.length > 0) return become({ ...ticket, status: 'askingDuplicate', twins });
    throw place;
  }
  if (place.outcome === 'refused') return become(refuse(ticket, place));
  const { isPrivate, archived, hasIssues } = place.repository;
  if (archived)
    return become({
      ...ticket,
      status: 'refused',
      code: 'executor_error',
      say: `\`${repo}\` is archived, so nothing can be raised there. Name another repository with \`in owner/name\`.`,
    });
  if (!hasIssues)
    return become({
      ...ticket,
      status: 'refused',
      code: 'executor_error',
      say: `Issues are switched off in \`${repo}\`. Switch them on in its settings at GitHub, or name another repository with \`in owner/name\`.`,
    });
  const placed = { ...ticket, repo, isPublic: !isPrivate, assignees: await givenTo(ticket, repo, bench) };
  if (!isPrivate && ticket.fromPrivate && !ticket.sure.publicity) return become({ ...placed, status: 'askingPublicity' });
  if (twins.length > 0) return become({ ...placed, status: 'askingDuplicate', twins });
  // whoever raises the same at this moment is refused the claim by the database, looks again, and finds this one
  return become({ ...placed, status: 'queued', searched: found !== undefined, ...(isSure ? {} : { claim: claimOf(placed) }) });
}

/** @throws what is no outage */
function orOutage(problem: unknown): Outage {
  if (problem instanceof Outage) return problem;
  throw problem;
}

/** Whose turn it is, where the settings say that they take turns and nobody was named. */
async function givenTo({ id, assignees }: Ticket, repo: string, { policy, store }: Bench): Promise<Ticket['assignees']> {
  const logins = policy.settings().tickets?.roundRobin[repo] ?? [];
  if (assignees.length > 0 || logins.length === 0) return assignees;
  const stored = await store.records({ kind: tickets.kind, limit: 200 });
  const last = stored
    .map((one) => read(tickets, one).record)
    .filter((one) => one.id !== id && one.repo === repo && !['withdrawn', 'refused', 'joining', 'joined'].includes(one.status))
    .flatMap((one) => (one.assignees.length === 1 && one.assignees[0]?.login !== undefined ? [one.assignees[0].login] : []))
    .find((login) => logins.includes(login));
  const next = logins[(last === undefined ? 0 : logins.indexOf(last) + 1) % logins.length];
  return next === undefined ? [] : [{ name: next, login: next }];
}

/** GitHub takes about one write a second: nobody holds a worker while they wait, and a place in the row outlives a restart. */
export async function waitForTheTurn(ticket: TicketIn<'queued'>, bench: Bench): Promise<Next<Ticket>> {
  const now = bench.clock.now().getTime();
  const turnAt = ticket.turnAt === undefined ? now + (await insistOnGitHub(bench).place()) : Date.parse(ticket.turnAt);
  if (turnAt - now <= soonMs) return become({ ...ticket, status: 'sending' });
  return lookAgainIn({ ...ticket, turnAt: new Date(turnAt).toISOString() }, turnAt - now);
}

/** Raises it, once: whoever comes after a crash or a lost reply looks for its marker first. */
export async function raiseTheIssue(ticket: TicketIn<'sending'>, bench: Bench): Promise<Next<Ticket>> {
  const issues = insistOnGitHub(bench);
  const { repo } = ticket;
  if (!bench.isFirstTry) {
    const there = await issues.findMarked(repo, markerOf(ticket), new Date(Date.parse(ticket.askedAt) - aMinute));
    if (there) return become(raisedAs(ticket, there, bench.clock.now()));
  }
  if (!(await bench.stillOurs())) return lookAgainIn(ticket, soonMs);
  const assignees = ticket.assignees.flatMap(({ login }) => login ?? []);
  const { title } = fitTitle(ticket.title);
  const raised = await issues.create(repo, { title, body: bodyOf(ticket), labels: labelsOf(ticket), assignees });
  if (raised.outcome === 'done') return become(raisedAs(ticket, raised.issue, bench.clock.now()));
  // somebody GitHub does not let be assigned there is named in the body instead
  if (raised.status === 422 && assignees.length > 0 && /assignees/i.test(raised.say))
    return lookAgainIn({ ...ticket, assignees: ticket.assignees.map(({ name }) => ({ name })) }, 0);
  return become(refuse(ticket, raised));
}

/** So that nobody raises the message a second time. */
const mark = 'ticket';

/** What is found only now is told now; then the half minute in which it can be undone runs out. */
export async function settleIn(ticket: TicketIn<'raised'>, bench: Bench): Promise<Next<Ticket>> {
  const leftMs = Date.parse(ticket.raisedAt) + undoMs - bench.clock.now().getTime();
  const { about } = ticket;
  if (about !== undefined && !ticket.marked) {
    // a message that takes no mark is a ticket all the same
    await bench.workspace.react(about.channel, about.ts, mark);
    return lookAgainIn({ ...ticket, marked: true }, 0);
  }
  if (!ticket.searched) {
    const twins = await twinsOf(bench, ticket, await searchGitHub(bench, ticket));
    const twin = twins.filter(hasNumber).find(({ number }) => number !== ticket.number);
    return lookAgainIn({ ...ticket, searched: true, ...(twin && { twin }) }, Math.max(leftMs, 0));
  }
  if (leftMs > 0) return lookAgainIn(ticket, leftMs);
  return become({ ...ticket, status: 'open' });
}

export const raisedAs = (ticket: TicketIn<'sending'>, issue: Issue, now: Date): TicketIn<'raised'> => ({
  ...ticket,
  status: 'raised',
  repo: issue.repo,
  number: issue.number,
  url: issue.url,
  labels: issue.labels,
  assigned: issue.assignees,
  raisedAt: now.toISOString(),
  course: { heardAt: issue.updatedAt },
});

/** GitHub's no, with what to do next. */
export const refuse = <Asked extends Ticket>(ticket: Asked, no: NotDone): Ticket =>
  isRaised(ticket) ? ticket : { ...ticket, status: 'refused', code: 'executor_error', say: sayNo(ticket.repo ?? '', no) };

export function sayNo(repo: string, { status, say }: NotDone): string {
  if (status === 404)
    return `GitHub shows me no \`${repo}\`. If it exists, add it to my installation at GitHub (Settings, GitHub Apps, Configure, Repository access) with the permission "Issues: read and write".`;
  if (status === 403)
    return `GitHub does not let me write to \`${repo}\`: ${say}. My installation there needs the permission "Issues: read and write".`;
  if (status === 410)
    return `Issues are switched off in \`${repo}\`, or that one was deleted. Switch them on in its settings at GitHub, or name another repository.`;
  return `GitHub does not take it: ${say}.`;
}
