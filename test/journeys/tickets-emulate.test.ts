import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const webhookSecret = 'signed-with-this';
const nodeMajor = Number(process.versions.node.split('.')[0]);

/** The same stories over a GitHub that somebody else made believe: an independent second opinion on issues, labels, comments, search and webhooks. */
describe.runIf(nodeMajor >= 22)('a ticket over emulate (Node 22 or newer)', () => {
  let town: Town;
  let github: { url: string; close(): Promise<void> };
  beforeAll(async () => {
    const { createEmulator } = await import('emulate');
    github = await createEmulator({
      service: 'github',
      port: 0,
      seed: {
        tokens: {
          ghp_bot: { login: 'shipmate-acme', scopes: ['repo', 'admin:repo_hook'] },
          ghp_ben: { login: 'bokafor', scopes: ['repo'] },
        },
        github: {
          users: ['shipmate-acme', 'bokafor', 'ana-ruiz'].map((login) => ({ login, name: login, email: `${login}@acme.example` })),
          orgs: [
            {
              login: 'acme',
              name: 'Acme',
              members: [
                { login: 'shipmate-acme', role: 'admin' },
                { login: 'bokafor', role: 'admin' },
              ],
            },
          ],
          repos: [{ owner: 'acme', name: 'checkout', private: true, auto_init: true }],
        },
      },
    });
    town = await startTown({ webhookSecret, withoutBot: true });
    town.environment.github = { apiUrl: github.url, credential: { kind: 'token', token: 'ghp_bot' }, webhookSecret };
    await town.openBot();
    const config = { url: `${town.bots[0]?.server.url}/github/webhooks`, content_type: 'json', secret: webhookSecret };
    await ask('POST', '/hooks', { name: 'web', active: true, events: ['issues', 'issue_comment'], config }, 'ghp_bot');
  });
  afterAll(async () => {
    await town.stop();
    await github.close();
  });

  async function ask(method: string, path: string, body?: object, token = 'ghp_ben'): Promise<Record<string, unknown>> {
    const answer = await fetch(`${github.url}/repos/${repo}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'a test', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
    return (await answer.json()) as Record<string, unknown>;
  }
  const line = (id: string) =>
    town.ana.sees().find(({ ephemeral, metadata }) => !ephemeral && JSON.stringify(metadata ?? {}).includes(`"record_id":"${id}"`))?.text ??
    '';
  const comments = async () => JSON.stringify(await ask('GET', '/issues/1/comments'));

  it('is raised once with its labels, and shown with its number', async () => {
    await town.dev.types('/ticket Total is hidden under the keyboard #bug -- Only below 360 px.');
    await town.dev.isTold('acme/checkout#1');
    await town.settles();
    const issue = await ask('GET', '/issues/1');
    expect(issue).toMatchObject({ title: 'Total is hidden under the keyboard', state: 'open' });
    expect(JSON.stringify(issue.labels)).toMatch(/trivial.*bug|bug.*trivial/);
    expect(issue.body).toContain('Raised by Dev Patel in #checkout');
    expect(line('T-1')).toContain('*Open*, raised by Dev Patel');
  });

  it('is found by whoever would raise it again, and searched for', async () => {
    await town.ben.types('/ticket Keyboard hides the total');
    await town.ben.isTold('Looks like');
    await town.ben.presses('Add my +1 and this thread');
    await until(async () => (await comments()).includes('+1 from Ben Okafor'));
    await town.settles();
    await town.ana.types('/ticket search keyboard');
    expect(await town.ana.isTold('Found')).toContain('Total is hidden under the keyboard');
  });

  it('is spoken of in both places, and closed at GitHub', async () => {
    await town.ana.types('/ticket comment T-1 Seen on my phone too');
    await until(async () => (await comments()).includes('**Ana Ruiz via Slack:** Seen on my phone too'));
    await town.ana.types('/ticket label T-1 +ui -bug');
    await until(async () => /"ui"/.test(JSON.stringify((await ask('GET', '/issues/1')).labels)));
    await ask('POST', '/issues/1/comments', { body: 'Mended on Monday' });
    await until(() => town.ana.reads().includes('Mended on Monday'));
    await ask('PATCH', '/issues/1', { state: 'closed', state_reason: 'completed' });
    await until(() => line('T-1').includes('*Done*'));
    await town.settles();
    expect(town.dev.dm()).toContain('Thank you for raising it');
    expect(JSON.parse(await comments())).toHaveLength(3);
  });
});
