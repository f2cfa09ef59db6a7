import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sign } from '../../src/sandbox/slack/index.ts';
import { until } from '../support/until.ts';
import { type Bench, createBench, createTestClock, said } from './slack-bench.ts';

const command = {
  team_id: 'T0ACME',
  user_id: 'U0ANA',
  channel_id: 'C0CHECKOUT',
  command: '/deploy',
  text: 'checkout v1.2.1',
  trigger_id: '1.2.abc',
};
const form = new URLSearchParams(command).toString();
const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const oldSecret = '0c0d4e1ffb2c4a3c9d9f2f1f6d0a7e55';
const nowS = () => Math.floor(Date.now() / 1000);

describe('the door over HTTP', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench({ signingSecret: `${secret},${oldSecret}` });
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    bench.asked.length = 0;
  });

  interface Sent {
    body?: string | Uint8Array;
    timestamp?: string;
    signature?: string;
    type?: string;
    method?: string;
    headers?: [string, string][];
  }
  async function send({
    body = form,
    timestamp = String(nowS()),
    type = 'application/x-www-form-urlencoded',
    method = 'POST',
    ...rest
  }: Sent = {}) {
    const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
    const headers = new Headers({
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': rest.signature ?? sign(secret, timestamp, text),
    });
    for (const [name, value] of rest.headers ?? []) headers.append(name, value);
    const response = await fetch(bench.url, { method, headers, ...(method === 'POST' && { body }) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  it('answers a signed command with what only the asker sees', async () => {
    const { status, text } = await send();
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ response_type: 'ephemeral', text: 'Done.' });
    expect(bench.asked[0]).toMatchObject({
      line: 'deploy checkout v1.2.1',
      via: 'slash',
      from: { teamId: 'T0ACME', userId: 'U0ANA' },
      channel: 'C0CHECKOUT',
    });
  });

  const good = sign(secret, nowS(), form);
  it.each([
    ['forged', 'v0='.padEnd(67, 'a')],
    ['truncated', good.slice(0, -1)],
    ['upper-case', `v0=${good.slice(3).toUpperCase()}`],
    ['v1=', good.replace('v0=', 'v1=')],
    ['empty', ''],
    ['base64', `v0=${Buffer.from(good.slice(3), 'hex').toString('base64')}`],
    ['of another body', sign(secret, nowS(), `${form}&text=more`)],
    ['by a wrong secret', sign('wrong', nowS(), form)],
  ])('refuses a signature that is %s (case 94)', async (_what, signature) => {
    expect((await send({ timestamp: String(nowS()), signature })).status).toBe(401);
    expect(bench.asked).toEqual([]);
  });

  it('refuses a second signature or timestamp beside the right one (case 94)', async () => {
    const timestamp = String(nowS());
    expect((await send({ timestamp, headers: [['x-slack-signature', sign(secret, timestamp, form)]] })).status).toBe(401);
    expect((await send({ timestamp, headers: [['x-slack-request-timestamp', timestamp]] })).status).toBe(401);
    expect((await send({ timestamp, headers: [['x-slack-signature', 'v0=00']] })).status).toBe(401);
  });

  it('takes the previous secret while it is being changed (case 94)', async () => {
    const timestamp = String(nowS());
    expect((await send({ timestamp, signature: sign(oldSecret, timestamp, form) })).status).toBe(200);
  });

  it('compares signatures in constant time, with every secret (case 97)', async () => {
    const source = await readFile(new URL('../../src/integrations/slack/signature.ts', import.meta.url), 'utf8');
    expect(source).toContain('timingSafeEqual(macOf(secret, timestamp, body), given)');
    expect(source).not.toMatch(/secrets\.(some|find)/);
  });

  it('refuses a request without signature or timestamp', async () => {
    const response = await fetch(bench.url, { method: 'POST', body: new URLSearchParams(command) });
    expect(response.status).toBe(401);
  });

  it.each([
    ['six minutes ahead', () => String(nowS() + 360)],
    ['six minutes old', () => String(nowS() - 360)],
    ['NaN', () => 'NaN'],
    ['1e309', () => '1e309'],
    ['negative', () => String(-nowS())],
    ['hex', () => `0x${nowS().toString(16)}`],
    ['with a fraction', () => `${nowS()}.0`],
    ['signed plus', () => `+${nowS()}`],
  ])('refuses a timestamp that is %s, however well it is signed (case 96)', async (_what, timestamp) => {
    expect((await send({ timestamp: timestamp() })).status).toBe(401);
    expect(bench.asked).toEqual([]);
  });

  it('takes a timestamp that is four minutes off, either way (case 96)', async () => {
    expect((await send({ timestamp: String(nowS() + 240) })).status).toBe(200);
    expect((await send({ timestamp: String(nowS() - 240) })).status).toBe(200);
  });

  it('gives the same signed request the same dedupe key, so that it is answered from the store (case 95)', async () => {
    const timestamp = String(nowS());
    const body = `${form}&n=95`;
    const before = bench.effects();
    const first = await send({ timestamp, body: body.replace('abc', 'replayed') });
    const second = await send({ timestamp, body: body.replace('abc', 'replayed') });
    expect(second.text).toBe(first.text);
    expect(bench.asked[0]?.dedupeKey).toBe(bench.asked[1]?.dedupeKey);
    expect(bench.asked[0]?.traceId).not.toBe(bench.asked[1]?.traceId);
    expect(bench.effects() - before).toBe(1);
    await send({ body: form.replace('abc', 'typed-again') });
    expect(bench.asked[2]?.dedupeKey).not.toBe(bench.asked[0]?.dedupeKey);
  });

  it('does nothing at a look at the certificate, whatever is smuggled in with it (case 45)', async () => {
    const payload = JSON.stringify({ type: 'block_actions', user: { id: 'U0ANA' } });
    for (const body of [
      'ssl_check=1&token=x',
      `ssl_check=1&${form}`,
      `${form}&ssl_check=1`,
      `ssl_check=1&payload=${encodeURIComponent(payload)}`,
    ]) {
      expect(await send({ body })).toMatchObject({ status: 200, text: '' });
      expect(await send({ body, signature: '' })).toMatchObject({ status: 200, text: '' });
    }
    expect(bench.asked).toEqual([]);
  });

  it('answers a challenge only when it is signed (case 46)', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c-46' });
    const right = await send({ body, type: 'application/json' });
    expect([right.status, JSON.parse(right.text)]).toEqual([200, { challenge: 'c-46' }]);
    const wrong = await send({ body, type: 'application/json', signature: 'v0='.padEnd(67, '0') });
    expect(wrong.status).toBe(401);
    expect(wrong.text).not.toContain('c-46');
  });

  it('reads a content type with charset (case 79)', async () => {
    expect((await send({ type: 'application/x-www-form-urlencoded; charset=utf-8' })).status).toBe(200);
    expect((await send({ type: 'Application/X-WWW-Form-Urlencoded;charset=UTF-8' })).status).toBe(200);
  });

  it.each([
    ['nothing at all', '', undefined],
    ['a repeated key', `${form}&text=again`, undefined],
    ['no command', 'team_id=T0ACME', undefined],
    ['ten thousand keys and nothing else', Array.from({ length: 10_000 }, (_, n) => `key${n}=${n}`).join('&'), undefined],
    ['another content type', form, 'text/plain'],
    ['JSON that breaks off', '{"type":', 'application/json'],
    ['JSON that is no object', '"hello"', 'application/json'],
    ['JSON without a type', '{}', 'application/json'],
    ['an event without event', '{"type":"event_callback","event_id":"Ev1","team_id":"T0ACME"}', 'application/json'],
    ['an event that is no object', '{"type":"event_callback","event_id":"Ev1","team_id":"T0ACME","event":"x"}', 'application/json'],
    [
      'a mention that says nothing',
      '{"type":"event_callback","event_id":"Ev1","team_id":"T0ACME","event":{"type":"app_mention","channel":"C0CHECKOUT","user":"U0ANA"}}',
      'application/json',
    ],
    ['a payload that is no JSON', 'payload=%7B', undefined],
    [
      'a press of nothing',
      `payload=${encodeURIComponent('{"type":"block_actions","user":{"id":"U1"},"container":{},"actions":[]}')}`,
      undefined,
    ],
    ['two payloads', 'payload=%7B%7D&payload=%7B%7D', undefined],
  ])('says 400 to %s, and logs which field it is (case 79)', async (_what, body, type) => {
    const before = bench.told('cannot be read').length;
    expect((await send({ body, type })).status).toBe(400);
    expect(bench.told('cannot be read').length).toBe(before + 1);
    expect(bench.asked).toEqual([]);
  });

  it('takes ten thousand keys beside the ones it reads (case 79)', async () => {
    const more = Array.from({ length: 10_000 }, (_, n) => `key${n}=${n}`).join('&');
    expect((await send({ body: `${form}&${more}` })).status).toBe(200);
    expect(bench.asked).toHaveLength(1);
  });

  it('takes four megabytes and not a byte more (case 79)', async () => {
    const full = `${form}&padding=`.padEnd(4 * 1024 * 1024, 'x');
    expect((await send({ body: full })).status).toBe(200);
    expect((await send({ body: `${full}x` })).status).toBe(413);
    expect(bench.asked).toHaveLength(1);
  });

  it('reads a body that comes in pieces (case 79)', async () => {
    const timestamp = String(nowS());
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = httpRequest(bench.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'transfer-encoding': 'chunked',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': sign(secret, timestamp, form),
        },
      });
      call.on('response', (response) => resolve(response.resume().statusCode));
      call.on('error', reject);
      for (const letter of form) call.write(letter);
      call.end();
    });
    expect(status).toBe(200);
    expect(bench.asked[0]?.line).toBe('deploy checkout v1.2.1');
  });

  it('signs the bytes, not the text: what is no UTF-8 is still checked and read', async () => {
    const body = Buffer.concat([Buffer.from(`${form.replace('v1.2.1', '')}`), Buffer.from([0xff, 0xfe])]);
    const timestamp = String(nowS());
    const { createHmac } = await import('node:crypto');
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
    expect((await send({ body, timestamp, signature })).status).toBe(200);
  });

  it('takes nothing but POST', async () => {
    const { status, headers } = await send({ method: 'GET' });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('leaves alone what it does not know', async () => {
    const body = `payload=${encodeURIComponent(JSON.stringify({ type: 'view_closed', user: { id: 'U0ANA' } }))}`;
    expect((await send({ body })).status).toBe(200);
    expect(bench.asked).toEqual([]);
  });

  it('says so loudly when Slack holds events back (case 44)', async () => {
    const body = JSON.stringify({ type: 'app_rate_limited', team_id: 'T0ACME', minute_rate_limited: 1518467820 });
    expect((await send({ body, type: 'application/json' })).status).toBe(200);
    expect(bench.told('holds events back')).toMatchObject([{ level: 'error' }]);
  });
});

describe('a door that is busy or closing', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it('acknowledges in two seconds, and sends the answer when it comes', async () => {
    const clock = createTestClock();
    let answer = (_text: string) => {};
    const answered = new Promise<string>((resolve) => {
      answer = resolve;
    });
    bench = await createBench({ clock, answer: async () => said(await answered) });
    const typing = bench.slack.types({ as: 'ana', channel: 'checkout', text: '/deploy checkout v1.2.1' });
    await until(() => bench.asked.length === 1);
    await until(() => clock.waiting() === 1);
    clock.pass(2_000);
    expect((await typing).reply?.text).toBe('Noted. The answer follows.');
    answer('On its way.');
    const shown = await until(() => bench.slack.messages('checkout', { as: 'ana' }).find(({ text }) => text === 'On its way.'));
    expect(shown.ephemeral).toBe(true);
  });

  it('waits a moment for quiet when it stops, then takes nothing new, and finishes what is in hand', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const clock = createTestClock();
    bench = await createBench({
      clock,
      async answer() {
        await answered;
        return said('Done after all.');
      },
    });
    const typing = bench.slack.types({ as: 'ana', channel: 'checkout', text: '/ops whoami' });
    await until(() => bench.asked.length === 1);
    const stopping = bench.door.stop();
    clock.pass(2_000);
    expect((await typing).reply?.text).toBe('Noted. The answer follows.');
    const refused = await bench.slack.types({ as: 'ben', channel: 'checkout', text: '/ops whoami' });
    expect(refused.reply?.text).toContain('dispatch_failed');
    answer();
    await stopping;
    expect(bench.slack.messages('checkout', { as: 'ana' }).at(-1)?.text).toBe('Done after all.');
    expect(bench.asked).toHaveLength(1);
  });
});
