import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { EmbeddedProblem } from '../../src/integrations/store/embedded.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { openSandbox } from '../support/sandbox.ts';
import { environmentIn } from '../support/sandbox-environment.ts';
import { silentLog } from '../support/silent-log.ts';
import { until } from '../support/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'shipmate-page-'));
const environment = environmentIn(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const Cluster = z.object({ deployments: z.array(z.looseObject({ name: z.string(), namespace: z.string(), version: z.string() })) });
const Ledger = z.object({ entries: z.array(z.looseObject({ seq: z.number(), after: z.string().optional() })) });
const Typed = z.looseObject({ reply: z.looseObject({ text: z.string() }) });

const read = async <T>(url: string, shape: z.ZodType<T>): Promise<T> => shape.parse(await (await fetch(url)).json());
const staging = async (url: string) =>
  (await read(`${url}/api/cluster`, Cluster)).deployments.find(({ name, namespace }) => name === 'checkout' && namespace === 'staging')
    ?.version;

async function deploys(url: string): Promise<string> {
  const response = await fetch(`${url}/api/type`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: 'ana', channel: 'checkout', text: '/deploy checkout v1.3.0 to staging' }),
  });
  return Typed.parse(await response.json()).reply.text;
}

it('begins anew at every start: the cluster, the channels, and what the bot remembers', async () => {
  const first = await startSandbox({ environment, log: silentLog, speed: 20, bake: '200ms' });
  expect(await deploys(first.url)).toContain('`D-1`');
  await until(async () => (await read(`${first.url}/api/ledger`, Ledger)).entries.at(-1)?.after === 'live');
  expect(await staging(first.url)).toBe('v1.3.0');

  const whileOpen = startSandbox({ environment, log: silentLog });
  await expect(whileOpen).rejects.toThrow(EmbeddedProblem);
  await expect(whileOpen).rejects.toThrow(/^Another Shipmate \(process \d+\) works with the data in .*sandbox\. Stop it first/);
  expect(await staging(first.url)).toBe('v1.3.0');
  await first.stop();

  const second = await startSandbox({ environment, log: silentLog, speed: 20 });
  expect(await staging(second.url)).toBe('v1.2.0');
  expect((await read(`${second.url}/api/ledger`, Ledger)).entries.map(({ seq }) => seq)).toEqual([1]);
  expect(await deploys(second.url)).toContain('`D-1`');
  await second.stop();
});

it('starts nothing when its address is taken', async () => {
  const there = await openSandbox();
  const port = Number(new URL(there.url).port);
  const untouched = join(folder, 'untouched');
  const taken = startSandbox({ environment: environmentIn(untouched, { port }), log: silentLog });
  await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(existsSync(untouched)).toBe(false);
  await there.stop();
});

it('lets the open pages go when it is stopped', async () => {
  const sandbox = await openSandbox();
  const live = await fetch(`${sandbox.url}/api/live?as=ana`);
  const told = live.text();
  await sandbox.stop();
  // to its end: a line that is cut has none
  expect(await told).toContain(': listening');
});
