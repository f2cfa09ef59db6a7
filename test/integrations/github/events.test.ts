import { describe, expect, it } from 'vitest';
import { GitHubEvent } from '../../../src/domain/github-event.ts';
import { isForUs, readEvent } from '../../../src/integrations/github/events.ts';
import { recordedWebhooks } from '../../support/webhooks.ts';

const names = [
  'workflow_run',
  'workflow_job',
  'check_suite',
  'check_run',
  'status',
  'push',
  'pull_request',
  'issues',
  'issue_comment',
  'repository',
];
const one = (name: string, action?: string) =>
  recordedWebhooks(name).find((payload) => action === undefined || payload.action === action) ?? {};

describe('what GitHub sends', () => {
  it.each(names)('is understood: every %s that was recorded', (name) => {
    const payloads = recordedWebhooks(name);
    expect(payloads.length).toBeGreaterThan(0);
    for (const payload of payloads) {
      const event = readEvent(name, payload);
      expect(GitHubEvent.safeParse(event).error, JSON.stringify(payload).slice(0, 400)).toBeUndefined();
    }
  });

  it('is kept to the fields that are read', () => {
    const [payload = {}] = recordedWebhooks('workflow_run');
    expect(readEvent('workflow_run', payload)).toEqual({
      kind: 'workflowRun',
      repo: { id: 283462325, name: 'Codertocat/Hello-World', isPrivate: true, defaultBranch: expect.any(String) },
      sender: { login: 'Codertocat', bot: false },
      action: 'completed',
      run: {
        id: '1589141559',
        attempt: 1,
        number: 36,
        workflow: 'Manually triggered workflow',
        workflowId: '16340987',
        trigger: 'workflow_dispatch',
        branch: 'main',
        sha: '5779607b49aab1200488439f02372c57b4f75444',
        title: 'Update milestone-created.yml',
        status: 'queued',
        conclusion: null,
        url: 'https://github.com/octo-org/octo-repo/actions/runs/1589141559',
        startedAt: '2021-12-16T19:37:22.000Z',
        updatedAt: '2021-12-16T19:37:22.000Z',
        by: null,
        headRepo: 'octo-org/octo-repo',
        pullRequests: [],
      },
      system: 'github',
      told: [],
    });
  });

  // case 52
  it('bears what may be null, and cuts what strangers wrote at length', () => {
    const payload = structuredClone(one('workflow_run', 'completed')) as { workflow_run: Record<string, unknown> };
    Object.assign(payload.workflow_run, {
      head_branch: null,
      actor: null,
      triggering_actor: null,
      display_title: `<!channel> ${'x'.repeat(10_000)}`,
      head_repository: null,
      name: null,
    });
    const event = readEvent('workflow_run', payload);
    if (event?.kind !== 'workflowRun') throw new Error('not understood');
    expect(event.run).toMatchObject({ branch: null, by: null, headRepo: null, workflow: 'workflow' });
    expect(event.run.title).toHaveLength(300);
    const long = readEvent('workflow_run', { ...payload, workflow_run: { ...payload.workflow_run, head_branch: 'b'.repeat(10_000) } });
    expect(long?.kind === 'workflowRun' && long.run.branch).toHaveLength(255);
  });

  it('is without secrets before it goes any further', () => {
    const payload = structuredClone(one('issue_comment', 'created')) as { comment: Record<string, unknown> };
    payload.comment.body = 'use ghp_abcdefghijklmnopqrstuvwxyz0123456789 for now';
    const event = readEvent('issue_comment', payload);
    expect(event?.kind === 'issueComment' && event.comment.body).toBe('use [redacted] for now');
  });

  it('is told apart from what it is not', () => {
    expect(isForUs('star')).toBe(false);
    expect(isForUs('constructor')).toBe(false);
    expect(readEvent('workflow_run', { action: 'completed' })).toBeUndefined();
    expect(readEvent('workflow_run', undefined)).toBeUndefined();
    expect(readEvent('__proto__', one('push'))).toBeUndefined();
  });

  it('says who pushed what, where a pull request comes from, and where an issue went', () => {
    expect(readEvent('push', recordedWebhooks('push').find(({ ref }) => String(ref).startsWith('refs/heads/')) ?? {})).toMatchObject({
      kind: 'push',
      branch: expect.any(String),
    });
    expect(readEvent('push', recordedWebhooks('push').find(({ ref }) => String(ref).startsWith('refs/tags/')) ?? {})).toMatchObject({
      branch: null,
    });
    expect(readEvent('pull_request', one('pull_request', 'opened'))).toMatchObject({
      pullRequest: { number: 2, branch: 'changes', base: 'master', headRepo: 'Codertocat/Hello-World', merged: false, mergeSha: null },
    });
    expect(readEvent('issues', one('issues', 'transferred'))).toMatchObject({ movedTo: { number: expect.any(Number) } });
    expect(readEvent('repository', one('repository', 'renamed'))).toMatchObject({ formerName: expect.stringContaining('/') });
  });
});
