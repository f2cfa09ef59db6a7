import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { openSandbox } from '../support/sandbox.ts';
import { until } from '../support/until.ts';

/** The sandbox's JSON API as the README describes it: what a script of somebody else's may rely on. */
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ speed: 20, bake: '200ms' });
});
afterAll(() => sandbox?.stop());

const Message = z.looseObject({
  ts: z.string(),
  channel: z.string(),
  user: z.looseObject({ id: z.string(), name: z.string(), realName: z.string(), bot: z.boolean() }),
  text: z.string(),
  blocks: z.array(z.looseObject({ type: z.string() })),
  ephemeral: z.boolean(),
});
const Messages = z.strictObject({ messages: z.array(Message) });
const Typed = z.looseObject({ ok: z.literal(true), kind: z.literal('command'), reply: z.looseObject({ text: z.string() }) });
const Pod = z.strictObject({
  name: z.string(),
  version: z.string(),
  phase: z.enum(['Pending', 'Running', 'Terminating']),
  ready: z.boolean(),
  restarts: z.number(),
  reason: z.string().optional(),
});
const Cluster = z.strictObject({
  namespaces: z.array(z.string()),
  deployments: z.array(
    z.strictObject({
      namespace: z.string(),
      name: z.string(),
      image: z.string(),
      version: z.string(),
      generation: z.number(),
      replicas: z.number(),
      updated: z.number(),
      ready: z.number(),
      available: z.number(),
      conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })),
      annotations: z.record(z.string(), z.string()),
      pods: z.array(Pod),
    }),
  ),
});
const Entry = z.strictObject({
  seq: z.number(),
  at: z.iso.datetime(),
  actor: z.string(),
  onBehalfOf: z.string().optional(),
  via: z.string(),
  channel: z.string().optional(),
  verb: z.string(),
  args: z.unknown().optional(),
  decision: z.enum(['opened', 'done', 'refused', 'failed', 'lost', 'changed']),
  reason: z.string(),
  rule: z.string().optional(),
  subjects: z.array(z.string()),
  before: z.string().optional(),
  after: z.string().optional(),
  traceId: z.string(),
  parent: z.string().optional(),
  prevHash: z.string(),
  hash: z.string(),
});
const Ledger = z.strictObject({ entries: z.array(Entry) });
const Faults = z.strictObject({
  slack: z.array(z.unknown()),
  github: z.array(z.unknown()),
  registry: z.array(z.unknown()),
  cluster: z.array(z.unknown()),
});
const Changed = z.strictObject({ ok: z.literal(true), faults: Faults });

async function ask<T>(path: string, shape: z.ZodType<T>, body?: unknown): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return shape.parse(await (await fetch(`${sandbox.url}${path}`, init)).json());
}
const card = async (id: string) =>
  (await ask('/api/messages?channel=checkout&as=ana', Messages)).messages.find(
    ({ ephemeral, blocks }) => !ephemeral && blocks[0]?.type === 'header' && JSON.stringify(blocks).includes(id),
  );
const deploys = (line: string) => ask('/api/type', Typed, { as: 'ana', channel: 'checkout', text: line });

it('lets a script deploy, and read what came of it', async () => {
  expect((await deploys('/deploy checkout v1.3.0 to staging')).reply.text).toContain('`D-1`');
  await until(async () => (await card('D-1'))?.text.includes('*Live*') ?? false);
  const { deployments } = await ask('/api/cluster', Cluster);
  expect(deployments.find(({ name, namespace }) => name === 'checkout' && namespace === 'staging')).toMatchObject({
    version: 'v1.3.0',
    ready: 2,
  });
  const { entries } = await ask('/api/ledger', Ledger);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  expect(entries.at(-1)).toMatchObject({ actor: 'shipmate', before: 'baking', after: 'live', subjects: ['D-1', 'checkout/staging'] });
});

it('makes the registry fail and heal: the asker hears what it waits for, and the deploy goes on by itself', async () => {
  const broken = await ask('/api/world', Changed, { registry: { kind: 'drop' } });
  expect(broken.faults.registry).toMatchObject([{ kind: 'drop' }]);
  await deploys('/deploy checkout v1.2.1 to staging');
  const heard = async () => JSON.stringify(await ask('/api/messages?channel=checkout&as=ana', Messages));
  await until(async () => (await heard()).includes('The image registry does not answer'));
  expect((await ask('/api/world', Changed, { registry: 'heal' })).faults.registry).toEqual([]);
  await until(async () => (await card('D-2'))?.text.includes('*Live*') ?? false);
});

it('builds what it is told to, and says what it cannot build', async () => {
  const Built = z.looseObject({ ok: z.literal(true), build: z.object({ run: z.number(), number: z.number() }) });
  expect((await ask('/api/world', Built, { build: { outcome: 'red' } })).build.number).toBe(1);
  expect(
    (await ask('/api/world', Built, { build: { outcome: 'flaky', branch: 'refunds', author: 'dev', pullRequest: {} } })).build.number,
  ).toBe(2);
  const Refused = z.strictObject({ ok: z.literal(false), error: z.string() });
  expect((await ask('/api/world', Refused, { build: { outcome: 'blue' } })).error).toContain('build.outcome');
  expect((await ask('/api/world', Refused, { build: { outcome: 'red', repo: 'acme/nothing' } })).error).toContain('build.repo');
});

it('changes people and channels, and says what it does not understand', async () => {
  await ask('/api/world', Changed, { person: { name: 'dev', deactivated: true }, channel: { name: 'payments', archived: true } });
  const World = z.looseObject({
    people: z.array(z.looseObject({ name: z.string(), deactivated: z.boolean(), guest: z.boolean() })),
    channels: z.array(z.looseObject({ name: z.string(), archived: z.boolean(), shared: z.boolean(), botPresent: z.boolean() })),
    commands: z.array(z.looseObject({ command: z.string(), usage: z.string(), about: z.string() })),
    faults: Faults,
  });
  const world = await ask('/api/world', World);
  expect(world.people.find(({ name }) => name === 'dev')?.deactivated).toBe(true);
  expect(world.channels.find(({ name }) => name === 'payments')?.archived).toBe(true);
  const Refused = z.strictObject({ ok: z.literal(false), error: z.string() });
  expect((await ask('/api/world', Refused, { moon: 'heal' })).error).toContain('moon');
  expect((await ask('/api/type', Refused, { as: 'nobody', channel: 'checkout', text: 'hi' })).error).toBe(
    'Nobody here is called "nobody".',
  );
});
