import { Outage } from '../../domain/problems.ts';
import { alike, likeness, readTitle, significantWords } from '../../domain/ticket/likeness.ts';
import { type Alike, claimOf, isRaised, type Ticket, type TicketIn, type Twin, tickets } from '../../domain/ticket/ticket.ts';
import { read } from '../../pipeline/records.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { Issue } from '../../ports.ts';

/** So long a person waits for GitHub's search; what it finds later is told afterwards. */
const budgetMs = 800;
const mostTwins = 3;
const mostLocal = 500;

/** A ticket as far as it is compared with others. */
type Compared = Pick<TicketIn<'checking'>, 'id' | 'title' | 'repo' | 'askedBy'>;

/** What may be about the same: what GitHub has found, what we raised ourselves, which its search may not know yet, and what is on its way there. */
export async function twinsOf(bench: Bench, ticket: Compared, found: readonly Issue[]): Promise<Alike[]> {
  const likenessOf = comparing(ticket);
  const known = new Map<number | string, Alike>(found.map((issue) => [issue.number, asTwin(issue, issue.createdAt, likenessOf(issue))]));
  for (const one of await ours(bench, ticket)) {
    const key = isRaised(one) ? one.number : one.id;
    if (isAnother(one, ticket)) known.delete(key);
    else
      known.set(
        key,
        isRaised(one) ? asTwin(one, one.raisedAt, likenessOf(one)) : { id: one.id, title: one.title, likeness: likenessOf(one) },
      );
  }
  const twins = [...known.values()].filter((one) => one.likeness >= alike);
  return twins.sort((a, b) => b.likeness - a.likeness).slice(0, mostTwins);
}

export const asTwin = ({ repo, number, title, url }: Omit<Twin, 'createdAt' | 'likeness'>, createdAt: string, likeness: number): Twin => ({
  repo,
  number,
  title,
  url,
  createdAt,
  likeness,
});

/** Whoever has claimed the same title has raised the same, whatever it is called by now. */
function comparing({ title, repo }: Compared): (other: { title: string; claim?: string | undefined }) => number {
  const [own, claim] = [readTitle(title), claimOf({ repo, title })];
  return (other) => {
    if (other.claim === claim || claimOf({ repo, title: other.title }) === claim) return 1;
    return Math.round(likeness(own, readTitle(other.title)) * 100) / 100;
  };
}

const onTheirWay = ['checking', 'queued', 'sending'] as const;
type Known = TicketIn<(typeof onTheirWay)[number] | 'raised' | 'open'>;

async function ours({ store }: Bench, ticket: Compared): Promise<Known[]> {
  const [repo, claim] = [ticket.repo.toLowerCase(), claimOf(ticket)];
  const stored = await store.records({ kind: tickets.kind, status: [...onTheirWay, 'raised', 'open'], limit: mostLocal });
  return stored
    .map((one): Ticket => read(tickets, one).record)
    .filter((one): one is Known => [...onTheirWay, 'raised', 'open'].includes(one.status))
    .filter((one) => one.id !== ticket.id && (one.repo.toLowerCase() === repo || ('claim' in one && one.claim === claim)))
    .filter((one) => one.status !== 'checking' || isAhead(one, ticket));
}

/** Of two at the same moment only the later one is asked; and what is not sent yet may still have to stay in its private place. */
const isAhead = (one: TicketIn<'checking'>, ticket: Compared): boolean =>
  nth(one) < nth(ticket) && (!one.fromPrivate || one.askedBy.id === ticket.askedBy.id);

/** Whoever wanted theirs although this one was there has said that they are two. */
const isAnother = (one: Known, ticket: Compared): boolean => one.sure.duplicate && nth(one) > nth(ticket);

const nth = ({ id }: Pick<Compared, 'id'>): number => Number(id.slice(2));

/** What GitHub finds in time; undefined: it takes longer. */
export const searchInTime = (bench: Bench, ticket: Compared): Promise<Issue[] | undefined> => inTime(bench, searchGitHub(bench, ticket));

export async function searchGitHub({ issues, log }: Bench, { title, repo, id }: Compared): Promise<Issue[]> {
  const words = significantWords(title);
  if (issues === undefined || words.length === 0) return [];
  try {
    const found = await issues.search(repo, words, { state: 'open', limit: 20, anyWord: true });
    return found.filter(({ body }) => !body.includes(`shipmate:${id} `));
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    log.info({ id, err: problem }, 'GitHub could not be searched; a ticket is raised without it');
    return [];
  }
}

function inTime<Result>({ clock }: Bench, work: Promise<Result>): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(budgetMs, () => resolve(undefined));
    work.then(
      (result) => {
        callOff();
        resolve(result);
      },
      (problem: unknown) => {
        callOff();
        reject(problem);
      },
    );
  });
}
