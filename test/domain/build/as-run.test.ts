import { describe, expect, it } from 'vitest';
import { asRun } from '../../../src/domain/build/as-run.ts';
import { GitHubEvent } from '../../../src/domain/github-event.ts';
import { readEvent } from '../../../src/integrations/github/events.ts';
import { recordedWebhooks } from '../../support/webhooks.ts';

const read = (name: string, change: (payload: Record<string, unknown>) => object = (payload) => payload) =>
  recordedWebhooks(name).flatMap((payload) => {
    const event = readEvent(name, { ...payload, ...change(payload) });
    return event === undefined ? [] : [event];
  });

describe('runs of whoever builds', () => {
  it('are told by commit statuses: those that are over, on the branch that matters most', () => {
    const [status] = read('status', () => ({ state: 'failure', context: 'ci/circleci: test', description: 'Your tests failed' }));
    const run = status && asRun(status);
    expect(GitHubEvent.safeParse(run).success).toBe(true);
    expect(run).toMatchObject({
      system: 'status',
      run: { workflow: 'ci/circleci: test', branch: 'master', conclusion: 'failure', title: 'Initial commit', by: { login: 'Codertocat' } },
      told: [{ job: 'ci/circleci: test', log: 'Your tests failed' }],
    });
    const [pending] = read('status', () => ({ state: 'pending' }));
    expect(pending && asRun(pending)).toBeUndefined();
    const [nowhere] = read('status', () => ({ state: 'failure', branches: [] }));
    expect(nowhere && asRun(nowhere)).toBeUndefined();
  });

  it('are told by check runs of other apps; GitHub Actions tells of its own', () => {
    const by = (slug: string) => (payload: Record<string, unknown>) => ({
      check_run: {
        ...(payload.check_run as object),
        status: 'completed',
        conclusion: 'failure',
        completed_at: '2019-05-15T15:21:12Z',
        app: { slug },
      },
    });
    const [check] = read('check_run', by('buildkite'));
    const run = check && asRun(check);
    expect(GitHubEvent.safeParse(run).success).toBe(true);
    expect(run).toMatchObject({
      system: 'buildkite',
      run: { id: 'check-128620228', workflow: 'Octocoders-linter', branch: 'changes', trigger: 'pull_request' },
    });
    const [own] = read('check_run', by('github-actions'));
    expect(own && asRun(own)).toBeUndefined();
  });

  it('are told by workflow runs when these are over, and by nothing else', () => {
    const runs = read('workflow_run');
    expect(runs.map((event) => asRun(event) !== undefined)).toEqual(
      runs.map((event) => event.kind === 'workflowRun' && event.action === 'completed'),
    );
    for (const event of [...read('push'), ...read('issues'), ...read('pull_request'), ...read('workflow_job')])
      expect(asRun(event)).toBeUndefined();
  });
});
