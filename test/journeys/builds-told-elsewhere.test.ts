import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ciSecretOf } from '../../src/integrations/ci/secret.ts';
import { cardsIn, failing } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { recordedWebhook, sendWebhook } from '../support/webhooks.ts';

const secret = 'the-secret-that-github-signs-with';
const repo = 'acme/checkout';

describe('builds, as they are told', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: secret });
  });
  afterAll(() => town.stop());

  /** Past the grace, until the channel says so. */
  async function says(text: string): Promise<void> {
    await until(async () => {
      town.clock.advance(30_000);
      return JSON.stringify(town.ana.sees('builds')).includes(text);
    });
  }

  it('of GitHub itself make a card when it tells of them in its own words', async () => {
    const run = town.github.builds.runs(repo, { jobs: [failing()] }, 'unheard');
    const recorded = recordedWebhook('workflow_run');
    const at = town.clock.now().toISOString();
    const payload = {
      ...recorded,
      action: 'completed',
      repository: { ...Object(recorded.repository), full_name: repo, default_branch: 'main' },
      workflow_run: {
        ...Object(recorded.workflow_run),
        ...{ id: run.id, run_number: run.number, run_attempt: 1, status: 'completed', conclusion: 'failure', updated_at: at },
        ...{ head_branch: 'main', head_sha: run.commit.sha, head_repository: { full_name: repo } },
      },
    };
    const sent = await sendWebhook(`${town.bots[0]?.server.url}/github/webhooks`, secret, 'workflow_run', payload);
    expect(sent.status).toBe(202);
    await says('AssertionError: expected 200, got 500');
    expect(town.card('B-1', 'builds')).toContain('in `test/orders.spec.ts:88`');
  });

  it('make a card when they are told by a commit status', async () => {
    const status = recordedWebhook('status');
    const repository = { ...(status.repository as object), default_branch: 'main' };
    const failed = {
      state: 'failure',
      context: 'ci/circleci: test',
      description: 'Your tests failed on CircleCI',
      branches: [{ name: 'main' }],
    };
    const at = town.clock.now().toISOString();
    const sent = await sendWebhook(`${town.bots[0]?.server.url}/github/webhooks`, secret, 'status', {
      ...status,
      ...failed,
      repository,
      updated_at: at,
    });
    expect(sent.status).toBe(202);
    await says('Your tests failed on CircleCI');
  });

  it('make a card when they are told at the door for other CI systems, with what the log says and without its secrets', async () => {
    const at = town.clock.now().toISOString();
    const body = JSON.stringify({
      id: '512',
      system: 'jenkins',
      repo,
      workflow: 'nightly',
      number: 512,
      branch: 'main',
      sha: '8f31c2d04b7a9e1c5d6f7a8b9c0d1e2f3a4b5c6d',
      status: 'failure',
      url: 'https://ci.acme.dev/job/checkout/512/',
      startedAt: at,
      finishedAt: at,
      jobs: [
        {
          job: 'unit-tests',
          step: 'pytest',
          log: '____ test_refund ____\nE   AssertionError: token=hunter2hunter2 is refused\ntests/test_orders.py:42: AssertionError\n',
        },
      ],
    });
    const signature = `sha256=${createHmac('sha256', ciSecretOf(secret, repo)).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-shipmate-repository': repo, 'x-shipmate-signature-256': signature };
    expect((await fetch(`${town.bots[0]?.server.url}/ci/webhooks`, { method: 'POST', body, headers })).status).toBe(202);
    await says('is refused');
    // its machines do what it says, and nothing that we say
    expect(await town.ana.types('/build rerun B-3 --failed', { channel: 'builds' })).toContain(
      'runs in jenkins, where I can start nothing',
    );
    expect(JSON.stringify(cardsIn(town).at(-1))).not.toContain('Re-run failed');
    expect(JSON.stringify(town.ana.sees('builds'))).not.toContain('hunter2');
  });
});
