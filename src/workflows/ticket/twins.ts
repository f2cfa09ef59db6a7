import { Outage } from '../../domain/problems.ts';
import { alike, likeness, readTitle, significantWords } from '../../domain/ticket/likeness.ts';
import { isRaised, type Ticket, type Twin, tickets } from '../../domain/ticket/ticket.ts';
import { read } from '../../pipeline/records.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { Issue } from '../../ports.ts';

/** So long a person waits for GitHub's search; what it finds later is told afterwards. */
const budgetMs = 800;
const mostTwins = 3;
const mostLocal = 500;

type Found = { twins: Twin[]; searched: boolean };

/** Open issues that may be about the same: those we raised ourselves, which GitHub's search may not know yet, and those it finds. */
export async function findTwins(
  bench: Bench,
  ticket: { id: string; title: string; repo: string },
  { patient }: { patient: boolean },
): Promise<Found> {
  const searching = searchGitHub(bench, ticket);
  const [local, found] = await Promise.all([ours(bench, ticket), patient ? searching : inTime(bench, searching)]);
  const title = readTitle(ticket.title);
  const known = new Map<number, Twin>();
  for (const issue of [...local, ...(found ?? [])]) {
    const alikeness = likeness(title, readTitle(issue.title));
    if (alikeness >= alike) known.set(issue.number, { ...issue, likeness: Math.round(alikeness * 100) / 100 });
  }
  const twins = [...known.values()].sort((a, b) => b.likeness - a.likeness).slice(0, mostTwins);
  return { twins, searched: found !== undefined };
}

type Candidate = Omit<Twin, 'likeness'>;

async function ours({ store }: Bench, { id, repo }: { id: string; repo: string }): Promise<Candidate[]> {
  const stored = await store.records({ kind: tickets.kind, status: ['raised', 'open'], limit: mostLocal });
  const records: Ticket[] = stored.map((one) => read(tickets, one).record);
  return records
    .filter(isRaised)
    .filter((one) => one.id !== id && one.repo.toLowerCase() === repo.toLowerCase())
    .map(({ number, title, url, raisedAt }) => ({ repo, number, title, url, createdAt: raisedAt }));
}

async function searchGitHub(
  { issues, log }: Bench,
  { title, repo, id }: { id: string; title: string; repo: string },
): Promise<Candidate[]> {
  const words = significantWords(title);
  if (issues === undefined || words.length === 0) return [];
  try {
    const found = await issues.search(repo, words, { state: 'open', limit: 20, anyWord: true });
    return found.filter(({ body }) => !body.includes(`shipmate:${id} `)).map(asCandidate);
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    log.info({ id, err: problem }, 'GitHub could not be searched; a ticket is raised without it');
    return [];
  }
}

const asCandidate = ({ repo, number, title, url, createdAt }: Issue): Candidate => ({ repo, number, title, url, createdAt });

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
