import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';

const secret = 'the-secret-that-github-signs-with';

describe('the GitHub door', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: secret });
  });
  afterAll(() => town.stop());

  const deliver = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${town.bots[0]?.server.url}/github/webhooks`, {
      method: 'POST',
      body,
      headers: {
        'x-github-event': 'check_suite',
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        ...headers,
      },
    });
  const completed = JSON.stringify({ action: 'completed', repository: { full_name: 'acme/checkout' } });

  it('lets a deploy that waits for its checks go on as soon as GitHub says they are done', async () => {
    town.github.setChecks('acme/checkout', 'v1.3.0', [{ name: 'unit', status: 'in_progress', conclusion: null }]);
    await town.ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'resolved');
    expect((await deliver(completed)).status).toBe(202);

    town.github.setChecks('acme/checkout', 'v1.3.0', [{ name: 'unit', status: 'completed', conclusion: 'success' }]);
    await deliver(completed);
    await town.reaches('D-1', 'live');
  });

  it('reads nothing that is not signed, and refuses what it cannot read', async () => {
    expect((await deliver(completed, { 'x-hub-signature-256': 'sha256=00' })).status).toBe(401);
    expect((await deliver(completed, { 'x-hub-signature-256': '' })).status).toBe(401);
    expect((await deliver('{"repository":')).status).toBe(400);
    expect((await deliver('{}', { 'x-github-event': 'star' })).status).toBe(202);
  });
});
