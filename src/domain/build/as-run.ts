import type { EventOf, GitHubEvent } from '../github-event.ts';

type RunEvent = EventOf<'workflowRun'>;

const conclusionOfState: Readonly<Record<string, string>> = { success: 'success', failure: 'failure', error: 'failure' };
/** GitHub Actions tells of its own runs in events of their own, which say more. */
const actions = 'github-actions';

/**
 * What an event says about a run that is over, whoever built: GitHub Actions, or another CI system that tells GitHub by check runs or by commit
 * statuses. Of those GitHub has no log; the sentence they wrote is all there is. Undefined: it is about something else, or still runs.
 */
export function asRun(event: GitHubEvent): RunEvent | undefined {
  switch (event.kind) {
    case 'workflowRun':
      return event.action === 'completed' ? event : undefined;
    case 'checkRun':
      return ofCheck(event);
    case 'status':
      return ofStatus(event);
    default:
      return undefined;
  }
}

function ofCheck({ repo, sender, check }: EventOf<'checkRun'>): RunEvent | undefined {
  if (check.status !== 'completed' || check.at === null || check.app === null || check.app === actions) return undefined;
  const url = check.url ?? '';
  return {
    kind: 'workflowRun',
    repo,
    sender,
    action: 'completed',
    run: {
      id: `check-${check.id}`,
      attempt: 1,
      number: 0,
      workflow: check.name,
      workflowId: null,
      trigger: check.pullRequests.length > 0 ? 'pull_request' : 'push',
      branch: check.branch,
      sha: check.sha,
      title: '',
      status: 'completed',
      conclusion: check.conclusion,
      url,
      startedAt: check.at,
      updatedAt: check.at,
      by: null,
      headRepo: repo.name,
      pullRequests: check.pullRequests,
    },
    system: check.app,
    told: check.conclusion === 'success' ? [] : [{ job: check.name, step: null, log: sentences(check.title, check.summary), url }],
  };
}

function ofStatus({
  repo,
  sender,
  id,
  sha,
  context,
  state,
  description,
  url,
  branches,
  title,
  author,
  at,
}: EventOf<'status'>): RunEvent | undefined {
  const conclusion = conclusionOfState[state];
  const branch = branches.find((name) => name === repo.defaultBranch) ?? branches[0];
  if (conclusion === undefined || branch === undefined) return undefined;
  return {
    kind: 'workflowRun',
    repo,
    sender,
    action: 'completed',
    run: {
      id: `status-${id}`,
      attempt: 1,
      number: 0,
      workflow: context,
      workflowId: null,
      trigger: 'push',
      branch,
      sha,
      title,
      status: 'completed',
      conclusion,
      url: url ?? '',
      startedAt: at,
      updatedAt: at,
      by: author,
      headRepo: repo.name,
      pullRequests: [],
    },
    system: 'status',
    told: conclusion === 'success' ? [] : [{ job: context, step: null, log: sentences(description), url: url ?? '' }],
  };
}

const sentences = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null && part !== '').join('\n');
