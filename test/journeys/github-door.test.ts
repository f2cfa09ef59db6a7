import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { recordedWebhook, sendWebhook, signatureOf } from '../support/webhooks.ts';

const secret = 'the-secret-that-github-signs-with';
const former = 'the-secret-that-it-signed-with-before';

describe('the GitHub door', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: `${secret} ${former}` });
  });
  afterAll(() => town.stop());

  const door = () => `${town.bots[0]?.server.url}/github/webhooks`;
  const completed = recordedWebhook('check_suite', 'completed');
  const deliver = (headers: Record<string, string> = {}, payload: Parameters<typeof sendWebhook>[3] = completed, event = 'check_suite') =>
    sendWebhook(door(), secret, event, payload, headers);
  const deliveries = async () =>
    (await town.db.query("select id, status, data from shipmate.record where kind = 'delivery' order by place")).rows;

  it('lets a deploy that waits for its checks go on as soon as GitHub says they are done', async () => {
    town.github.setChecks('acme/checkout', 'v1.3.0', [{ name: 'unit', status: 'in_progress', conclusion: null }]);
    await town.ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'resolved');
    expect((await deliver()).status).toBe(202);

    town.github.setChecks('acme/checkout', 'v1.3.0', [{ name: 'unit', status: 'completed', conclusion: 'success' }]);
    await deliver();
    await town.reaches('D-1', 'live');
  });

  it('reads nothing that is not signed, and refuses what it cannot read', async () => {
    // case 94
    for (const signature of [
      '',
      'sha256=00',
      'sha1=00',
      signatureOf('another body', secret),
      signatureOf(JSON.stringify(completed), 'x'),
    ]) {
      expect((await deliver({ 'x-hub-signature-256': signature })).status, signature).toBe(401);
    }
    const upper = signatureOf(JSON.stringify(completed), secret).replace(/[0-9a-f]+$/, (hex) => hex.toUpperCase());
    expect((await deliver({ 'x-hub-signature-256': upper })).status).toBe(401);
    expect((await town.ledger()).some(({ verb, decision }) => verb === 'unsigned request' && decision === 'refused')).toBe(true);
    // case 52
    expect((await deliver({}, '{"repository":')).status).toBe(400);
    expect((await deliver({}, '{}')).status).toBe(400);
    expect((await deliver({ 'x-github-delivery': '' })).status).toBe(400);
    expect((await deliver({ 'x-github-delivery': "x'; drop table" })).status).toBe(400);
    expect((await deliver({}, { ...completed, action: 'never-heard-of' })).status).toBe(202);
    expect((await deliver({}, '{}', 'star')).status).toBe(202);
    expect((await deliver({}, '{"zen":"Design for failure."}', 'ping')).status).toBe(202);
  });

  // case 53
  it('knows the secret from before as long as it is told to', async () => {
    expect((await sendWebhook(door(), former, 'check_suite', completed)).status).toBe(202);
    expect((await sendWebhook(door(), `${secret} ${former}`, 'check_suite', completed)).status).toBe(401);
  });

  // cases 47 and 48
  it('takes the same delivery once, ten times at once or long after', async () => {
    const before = (await deliveries()).length;
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver({ 'x-github-delivery': id })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 202));
    await until(async () => (await deliveries()).every(({ status }) => status === 'read'));
    town.clock.advance(2 * 3_600_000);
    expect((await deliver({ 'x-github-delivery': id })).status).toBe(202);
    const all = await deliveries();
    expect(all).toHaveLength(before + 1);
    // that it came is remembered; what it said is not
    expect(all.at(-1).data).toEqual({
      id: `told-${id}`,
      status: 'read',
      kind: 'checkSuite',
      repo: 'acme/checkout',
      traceId: expect.any(String),
      receivedAt: expect.any(String),
    });
  });

  it('reads a webhook that was set up to come as a form', async () => {
    const form = new URLSearchParams({ payload: JSON.stringify(completed) }).toString();
    expect((await deliver({ 'content-type': 'application/x-www-form-urlencoded' }, form)).status).toBe(202);
  });

  // case 52
  it('takes what GitHub caps a payload at, and no more', async () => {
    const padded = (bytes: number) => JSON.stringify({ ...completed, padding: 'x'.repeat(bytes) });
    const most = 25 * 1024 * 1024 - padded(0).length;
    expect((await deliver({}, padded(most))).status).toBe(202);
    const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
      const body = padded(most + 1);
      const sending = request(door(), { method: 'POST', headers: { 'x-hub-signature-256': signatureOf(body, secret) } }, (response) => {
        resolve({ status: response.statusCode });
        sending.destroy();
      });
      sending.on('error', reject);
      sending.setHeader('content-length', Buffer.byteLength(body));
      sending.flushHeaders();
    });
    expect(status).toBe(413);
  });
});
