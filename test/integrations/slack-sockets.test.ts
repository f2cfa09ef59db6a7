import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { listen, sendJson } from '../../src/sandbox/http.ts';
import { until } from '../support/until.ts';
import { type Bench, createBench, createTestClock, said } from './slack-bench.ts';

let bench: Bench;
afterEach(() => bench.close());
const open = async (options: Parameters<typeof createBench>[0] = {}) => {
  bench = await createBench({ socketMode: true, ...options });
  return bench;
};

it('holds two connections, and is connected while one of them is open (case 41)', async () => {
  const { slack, door } = await open();
  await until(() => slack.openSockets() === 2);
  expect(door.connected()).toBe(true);
});

it('misses nothing when Slack refreshes all its connections (case 41)', async () => {
  const { slack, effects } = await open();
  for (let round = 1; round <= 3; round++) {
    await until(() => slack.openSockets() === 2);
    slack.dropSockets('refresh_requested');
    const { reply } = await slack.types({ as: 'ana', channel: 'checkout', text: `/deploy checkout v1.2.${round}` });
    expect(reply?.text).toBe('Done.');
  }
  expect(effects()).toBe(3);
});

it('does once what Slack brings again because the line was cut before it was acknowledged (case 41)', async () => {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { slack, asked, effects } = await open({
    async answer() {
      await finished;
      return said('Done.');
    },
  });
  const typing = slack.types({ as: 'ana', channel: 'checkout', text: '@shipmate deploy checkout v1.2.1' });
  await until(() => asked.length === 1);
  slack.dropSockets();
  await until(() => asked.length === 2);
  finish();
  await typing;
  expect(asked[1]?.dedupeKey).toBe(asked[0]?.dedupeKey);
  expect(effects()).toBe(1);
});

it('comes back after being turned away, and says meanwhile that it is not connected (case 41)', async () => {
  const { slack, door } = await open();
  await until(() => slack.openSockets() === 2);
  slack.refuseSockets(2);
  slack.dropSockets();
  await until(() => !door.connected());
  await until(() => door.connected() && slack.openSockets() === 2);
  expect((await slack.types({ as: 'ana', channel: 'checkout', text: '/ops whoami' })).reply?.text).toBe('Done.');
});

it('starts while Slack refuses the token, and connects when it is put right (case 35)', async () => {
  const { slack, door, told } = await open({ before: (double) => double.revokeToken(double.appToken) });
  expect(told('does not open a socket').length).toBe(2);
  expect(door.connected()).toBe(false);
  slack.restoreToken(slack.appToken);
  await until(() => door.connected());
});

it('does an event once that comes both ways (case 42)', async () => {
  const { slack, effects, asked } = await open();
  await slack.types({ as: 'ana', channel: 'checkout', text: '@shipmate deploy checkout v1.2.1' });
  const overSocket = slack.envelopes.at(-1);
  const overHttp = await createBench();
  await overHttp.slack.deliverRaw({ kind: 'event', body: overSocket?.payload ?? {} });
  expect(overHttp.asked[0]?.dedupeKey).toBe(asked[0]?.dedupeKey);
  expect(effects()).toBe(1);
  await overHttp.close();
});

it('acknowledges what it cannot read, so that it does not come again', async () => {
  const { slack, told, asked } = await open();
  const answer = await slack.deliverEvent({ type: 'app_mention', channel: 'C0CHECKOUT', user: 'U0ANA' });
  expect(answer.kind).toBe('answered');
  expect(told('could not be handled')).toHaveLength(1);
  expect(asked).toEqual([]);
});

it('leaves to another replica what arrives while it stops', async () => {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { slack, door, asked } = await open({
    patience: { ackMs: 300 },
    async answer() {
      await finished;
      return said('Done.');
    },
  });
  const typing = slack.types({ as: 'ana', channel: 'checkout', text: '/ops whoami' });
  await until(() => asked.length === 1);
  const stopping = door.stop();
  const late = slack.types({ as: 'ben', channel: 'checkout', text: '/ops whoami' });
  finish();
  expect((await typing).reply?.text).toBe('Done.');
  await stopping;
  expect((await late).reply?.text).toContain('operation_timeout');
  expect(asked).toHaveLength(1);
  await until(() => slack.openSockets() === 0);
});

it('keeps no socket when it is stopped while it starts', async () => {
  const { slack, door } = await open({ starts: false });
  const starting = door.start();
  await until(() => slack.calls.length > 0);
  await door.stop();
  await starting;
  await until(() => slack.openSockets() === 0);
  expect(door.connected()).toBe(false);
});

it('does not wait for ever for a Slack that opens a socket and says nothing', async () => {
  const mute = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const address = await new Promise<AddressInfo>((resolve) => mute.once('listening', () => resolve(mute.address() as AddressInfo)));
  const api = await listen((_request, response) => sendJson(response, 200, { ok: true, url: `ws://127.0.0.1:${address.port}/` }));
  const clock = createTestClock();
  const { door } = await open({ starts: false, clock, apiUrl: `${api.url}/api/` });
  const starting = door.start();
  await until(() => mute.clients.size === 2);
  clock.pass(10_000);
  await starting;
  expect(door.connected()).toBe(false);
  mute.close();
  await api.close();
});
