import { Outage, Refusal } from '../../domain/problems.ts';
import { type Asked, type Question, questions, type SeenIssue } from '../../domain/ticket/question.ts';
import { type Bench, become, defineWorkflow, type Next } from '../../pipeline/workflow.ts';
import type { Issue } from '../../ports.ts';
import { questionMessages } from '../../views/ticket/question.ts';
import { needIssue } from './doing.ts';
import { insistOnGitHub } from './raise.ts';

const patienceMs = 30_000;
const mostShown = 20;
const staleMs = 30 * 86_400_000;

/** Asks GitHub, and answers the asker alone. */
export const questionWorkflow = defineWorkflow<Question, 'told'>({
  of: questions,
  steps: { asked: askGitHub },
  show: questionMessages,
  onProblem(question, problem, { now, since }) {
    const tell = (say: string): Question => ({ ...question, status: 'told', issues: [], say });
    if (problem instanceof Refusal) return tell(problem.say);
    if (problem instanceof Outage)
      return now.getTime() - since.getTime() > patienceMs ? tell(`${problem.message}. Ask again in a while.`) : undefined;
    return tell('Something broke on my side. Ask again.');
  },
  reason: () => 'ok',
});

async function askGitHub(question: Asked, bench: Bench): Promise<Next<Question>> {
  const issues = insistOnGitHub(bench);
  const { wanted } = question;
  const tell = (found: Issue[]): Next<Question> => become({ ...question, status: 'told', issues: found.slice(0, mostShown).map(asSeen) });
  switch (wanted.what) {
    case 'show': {
      const { issue } = needIssue(wanted, await issues.issue(wanted.repo, wanted.number));
      return become({ ...question, status: 'told', issues: [{ ...asSeen(issue), body: issue.body }] });
    }
    case 'list':
      return tell(
        newest(
          await Promise.all(
            wanted.repos.map((repo) =>
              issues.list(repo, { state: 'open', ...(wanted.label !== undefined && { label: wanted.label }), limit: mostShown }),
            ),
          ),
        ),
      );
    case 'search': {
      const words = wanted.text.split(/\s+/).filter(Boolean).slice(0, 8);
      return tell(newest(await Promise.all(wanted.repos.map((repo) => issues.search(repo, words, { limit: mostShown })))));
    }
    case 'stale': {
      const quietSince = bench.clock.now().getTime() - staleMs;
      const open = await Promise.all(wanted.repos.map((repo) => issues.list(repo, { state: 'open', label: 'trivial', limit: 100 })));
      const stale = open.flat().filter(({ updatedAt }) => Date.parse(updatedAt) < quietSince);
      return tell(stale.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt)));
    }
  }
}

const newest = (found: readonly Issue[][]): Issue[] => found.flat().sort((a, b) => b.createdAt.localeCompare(a.createdAt));

const asSeen = ({ repo, number, title, url, state, labels, assignees, createdAt, updatedAt }: Issue): SeenIssue => ({
  repo,
  number,
  title,
  url,
  state,
  labels,
  assignees,
  createdAt,
  updatedAt,
});
