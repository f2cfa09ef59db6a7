import type { EventOf, GitHubEvent } from '../../domain/github-event.ts';
import { personOnGitHub } from '../../domain/person.ts';
import { changes } from '../../domain/ticket/change.ts';
import { closed, type Doer, reopened } from '../../domain/ticket/course.ts';
import { type ToldComment, toldComments } from '../../domain/ticket/talk.ts';
import { isRaised, issueLane, type RaisedTicket, type Ticket, threadOf, tickets } from '../../domain/ticket/ticket.ts';
import { isOurs } from '../../domain/ticket/words.ts';
import { type Loaded, read } from '../../pipeline/records.ts';
import { type Also, type Bench, beginAlso, changeAlso } from '../../pipeline/workflow.ts';

/** What GitHub tells of issues, as it concerns our tickets. */
export async function readForTickets(event: GitHubEvent, bench: Bench): Promise<Also[]> {
  switch (event.kind) {
    case 'issue':
      return aboutIssue(event, bench);
    case 'issueComment':
      return aboutComment(event, bench);
    case 'pullRequest':
      return aboutPullRequest(event, bench);
    case 'repository':
      return event.formerName === null ? [] : renamed(event.formerName, event.repo.name, bench);
    default:
      return [];
  }
}

type LoadedTicket = Loaded<Ticket> & { record: RaisedTicket };

async function ticketsAt({ store }: Bench, repo: string, number: number): Promise<LoadedTicket[]> {
  const stored = await store.records({ kind: tickets.kind, lane: issueLane(repo, number) });
  return stored.map((one) => read(tickets, one)).filter((one): one is LoadedTicket => isRaised(one.record));
}

async function aboutIssue(event: EventOf<'issue'>, bench: Bench): Promise<Also[]> {
  const { issue, repo, movedTo } = event;
  const known = await ticketsAt(bench, repo.name, issue.number);
  const ourDoing = known.length === 0 ? [] : await endedFromHere(bench);
  return known.flatMap((loaded) => {
    const { record } = loaded;
    if (movedTo !== null) {
      const { repo: to, number, url } = movedTo;
      return [
        changeAlso(tickets, loaded, {
          ...record,
          repo: to,
          number,
          url,
          course: { ...record.course, movedFrom: `${record.repo}#${record.number}` },
        }),
      ];
    }
    // told late: what we know is newer
    if (record.course.heardAt !== undefined && Date.parse(issue.updatedAt) < Date.parse(record.course.heardAt)) return [];
    const heard = { ...record, title: issue.title, labels: issue.labels, assigned: issue.assignees };
    const course = { ...record.course, heardAt: issue.updatedAt };
    const by = whoIs(bench, event.sender?.login ?? 'somebody');
    const next = ourDoing.includes(record.id) ? { ...heard, course } : asItStands({ ...heard, course }, issue, by);
    return isSame(record, next) ? [] : [changeAlso(tickets, loaded, next)];
  });
}

/** Tickets that are being closed or opened from here: that is told by whoever does it, who knows by whose wish. */
async function endedFromHere({ store }: Bench): Promise<string[]> {
  const stored = await store.records({ kind: changes.kind, status: ['asked'], limit: 500 });
  const asked = stored.map((one) => read(changes, one).record);
  return asked.flatMap(({ ticket, doing }) => (['close', 'undo', 'ageOut', 'reopen'].includes(doing.what) ? (ticket ?? []) : []));
}

/** Where it stands already is known, and by whose wish. */
function asItStands(ticket: RaisedTicket, { state, stateReason, closedAt }: EventOf<'issue'>['issue'], by: Doer): RaisedTicket {
  if ((state === 'closed') === (ticket.status === 'closed')) return ticket;
  return state === 'closed'
    ? closed(ticket, { by, as: stateReason ?? 'completed', at: closedAt ?? ticket.raisedAt })
    : reopened(ticket, by);
}

const isSame = (a: RaisedTicket, b: RaisedTicket): boolean =>
  JSON.stringify(tickets.state.parse(a)) === JSON.stringify(tickets.state.parse(b));

/** Comments of people at GitHub appear in the thread; what came from Slack does not come back. */
async function aboutComment({ repo, number, onPullRequest, action, comment }: EventOf<'issueComment'>, bench: Bench): Promise<Also[]> {
  if (onPullRequest || isOurs(comment.body) || comment.author === null || comment.author.bot || action === 'deleted') return [];
  const known = await ticketsAt(bench, repo.name, number);
  const { name: author } = whoIs(bench, comment.author.login);
  const also: Also[] = [];
  for (const loaded of known) {
    const { record } = loaded;
    const touchedAt = comment.updatedAt;
    if ((record.course.touchedAt ?? '') < touchedAt)
      also.push(changeAlso(tickets, loaded, { ...record, course: { ...record.course, touchedAt } }));
    const id = `commented-${comment.id}-${record.id}`;
    const stored = await bench.store.record(id);
    const told: ToldComment = {
      id,
      traceId: record.traceId,
      status: 'told',
      ticket: record.id,
      ...threadOf(record),
      author,
      text: comment.body,
      url: comment.url,
    };
    if (stored === undefined) also.push(beginAlso(toldComments, told));
    else if (read(toldComments, stored).record.text !== comment.body) also.push(changeAlso(toldComments, read(toldComments, stored), told));
  }
  return also;
}

/** "Fixes #12": GitHub closes the issue by itself, and says so apart from this. */
async function aboutPullRequest({ repo, action, pullRequest }: EventOf<'pullRequest'>, bench: Bench): Promise<Also[]> {
  if (action !== 'closed' || !pullRequest.merged) return [];
  const { name: by } = whoIs(bench, pullRequest.author?.login ?? 'somebody');
  const mergedPull = { number: pullRequest.number, url: pullRequest.url, by };
  const also: Also[] = [];
  for (const [repoNamed, number] of fixedBy(`${pullRequest.title}\n${pullRequest.body}`, repo.name)) {
    for (const loaded of await ticketsAt(bench, repoNamed, number))
      also.push(changeAlso(tickets, loaded, { ...loaded.record, course: { ...loaded.record.course, mergedPull } }));
  }
  return also;
}

/** GitHub's closing words: "Linking a pull request to an issue". */
function fixedBy(text: string, repo: string): [string, number][] {
  const closing =
    /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+)?#|https?:\/\/[^/\s]+\/([\w.-]+\/[\w.-]+)\/issues\/)(\d{1,9})/gi;
  const found = [...text.matchAll(closing)].map(([, short, long, number]): [string, number] => [short ?? long ?? repo, Number(number)]);
  return found.filter(([name, number], at) => found.findIndex(([other, n]) => other === name && n === number) === at).slice(0, 20);
}

async function renamed(from: string, to: string, bench: Bench): Promise<Also[]> {
  const stored = await bench.store.records({ kind: tickets.kind, ended: false, limit: 1_000 });
  return stored
    .map((one) => read(tickets, one))
    .filter((one): one is LoadedTicket => isRaised(one.record) && one.record.repo.toLowerCase() === from.toLowerCase())
    .map((loaded) => changeAlso(tickets, loaded, { ...loaded.record, repo: to }));
}

/** The Person behind a login, where we know them. */
function whoIs({ policy }: Bench, login: string): Doer {
  const person = personOnGitHub(policy.settings(), login);
  const [id] = person?.slack ?? [];
  return { name: person?.name ?? login, ...(id !== undefined && { id }) };
}
