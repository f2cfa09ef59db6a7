import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ciSecretOf } from '../../src/integrations/ci/secret.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const webhookSecret = 'the-secret-that-github-signs-with';
const repo = 'acme/checkout';

describe('the door for other CI systems', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  const build = (changes: object = {}) => ({
    id: 'checkout-512',
    system: 'jenkins',
    repo,
    workflow: 'nightly',
    number: 512,
    branch: 'main',
    sha: '8f31c2d04b7a9e1c5d6f7a8b9c0d1e2f3a4b5c6d',
    status: 'failure',
    url: 'https://ci.acme.dev/job/checkout/512/',
    startedAt: town.clock.now().toISOString(),
    finishedAt: town.clock.now().toISOString(),
    jobs: [{ job: 'unit-tests', step: 'pytest', log: 'E   AssertionError: token=ghp_abcdefghijklmnopqrstuvwxyz0123456789' }],
    ...changes,
  });
  async function send(payload: object | string, { as = repo, secret = ciSecretOf(webhookSecret, as), signature = '' } = {}) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const signed = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const answer = await fetch(`${town.bots[0]?.server.url}/ci/webhooks`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-shipmate-repository': as, 'x-shipmate-signature-256': signature || signed },
    });
    return { status: answer.status, error: ((await answer.json()) as { error?: string }).error };
  }
  const told = async () => (await town.db.query("select id, status from shipmate.record where id like 'told-ci-%' order by place")).rows;

  it('has a secret for each repository that can be worked out with openssl, as the guide says', () => {
    const secret = createHmac('sha256', webhookSecret).update('ci:acme/checkout').digest('hex');
    expect(ciSecretOf(webhookSecret, 'Acme/Checkout')).toBe(secret);
  });

  it('takes a signed build once, and the next attempt of it as another', async () => {
    expect(await send(build())).toEqual({ status: 202, error: undefined });
    expect(await send(build())).toEqual({ status: 202, error: undefined });
    expect(await send(build({ attempt: 2, status: 'success' }))).toEqual({ status: 202, error: undefined });
    await until(async () => (await told()).filter(({ status }) => status === 'read').length === 2);
    expect(await told()).toHaveLength(2);
  });

  it('believes nobody who signs for another repository, or not at all', async () => {
    expect((await send(build(), { secret: webhookSecret })).status).toBe(401);
    expect((await send(build(), { secret: ciSecretOf(webhookSecret, 'acme/payments') })).status).toBe(401);
    expect((await send(build(), { signature: 'sha256=00' })).status).toBe(401);
    expect(await send(build(), { as: 'acme/payments' })).toEqual({
      status: 400,
      error: 'repo: is another than X-Shipmate-Repository says',
    });
    expect(JSON.stringify(await town.ledger())).toContain('"door":"ci"');
  });

  it('says what it cannot read, and takes nothing that is old news', async () => {
    expect((await send('{')).status).toBe(400);
    expect((await send(build({ system: 'github' }))).error).toBe('system: is not a name such as jenkins');
    expect((await send(build({ sha: 'main' }))).error).toBe('sha: is not a commit id');
    expect((await send(build({ url: 'javascript:alert(1)' }))).status).toBe(400);
    const yesterday = new Date(town.clock.now().getTime() - 25 * 3_600_000).toISOString();
    expect((await send(build({ id: 'old', finishedAt: yesterday }))).error).toBe('finishedAt: is more than a day ago');
    expect((await send('x'.repeat(5_000_000))).status).toBe(413);
  });
});
