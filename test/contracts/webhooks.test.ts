import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GitHubEvent } from '../../src/domain/github-event.ts';
import { createGitHubDoor } from '../../src/integrations/github/door.ts';
import { startGitHub } from '../../src/sandbox/github/github.ts';
import { type Listening, listen } from '../../src/sandbox/http.ts';
import { silentLog } from '../support/silent-log.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const secret = 'the-secret-that-github-signs-with';
const nodeMajor = Number(process.versions.node.split('.')[0]);

interface Site {
  /** From now on webhooks go there, signed with that. */
  deliverTo(url: string, secret: string): Promise<void>;
  /** Somebody opens an issue, comments on it, and closes it. */
  tellsAStory(title: string): Promise<void>;
  close(): Promise<void>;
}

const sites: readonly [string, boolean, () => Promise<Site>][] = [
  [
    'the sandbox',
    true,
    async () => {
      const github = await startGitHub();
      return {
        deliverTo: async (url, signedWith) => github.webhooks.deliverTo(url, signedWith),
        async tellsAStory(title) {
          const { number } = github.issues.opens('devpatel', repo, { title });
          github.issues.comments('devpatel', repo, number, 'It is so.');
          github.issues.closes('devpatel', repo, number);
          await github.webhooks.idle();
        },
        close: github.close,
      };
    },
  ],
  // an independent second opinion on what is sent, and how it is signed
  [
    'emulate (Node 22 or newer)',
    nodeMajor >= 22,
    async () => {
      const { createEmulator } = await import('emulate');
      const github = await createEmulator({
        service: 'github',
        port: 0,
        seed: {
          tokens: { ghp_second: { login: 'devpatel', scopes: ['repo', 'admin:repo_hook'] } },
          github: {
            users: [{ login: 'devpatel', name: 'Dev Patel', email: 'dev@acme.example' }],
            orgs: [{ login: 'acme', name: 'Acme', members: [{ login: 'devpatel', role: 'admin' }] }],
            repos: [{ owner: 'acme', name: 'checkout', private: true, auto_init: true }],
          },
        },
      });
      const ask = async (method: string, path: string, body: object) => {
        const answer = await fetch(`${github.url}/repos/${repo}${path}`, {
          method,
          headers: { authorization: 'Bearer ghp_second', 'content-type': 'application/json', 'user-agent': 'shipmate' },
          body: JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
        return (await answer.json()) as { number: number; id: number };
      };
      return {
        async deliverTo(url, signedWith) {
          await ask('POST', '/hooks', {
            name: 'web',
            active: true,
            events: ['*'],
            config: { url, content_type: 'json', secret: signedWith },
          });
        },
        async tellsAStory(title) {
          const { number } = await ask('POST', '/issues', { title });
          await ask('POST', `/issues/${number}/comments`, { body: 'It is so.' });
          await ask('PATCH', `/issues/${number}`, { state: 'closed', state_reason: 'completed' });
        },
        close: () => github.close(),
      };
    },
  ],
];

describe.each(sites)('webhooks of %s', (_name, runs, open) => {
  describe.runIf(runs)('are taken by the door', () => {
    const taken: { event: GitHubEvent; id: string }[] = [];
    const statuses: number[] = [];
    let turnedAway = 0;
    let site: Site;
    let bot: Listening;
    beforeAll(async () => {
      site = await open();
      const door = createGitHubDoor({
        secrets: [secret],
        take: async (event, id) => void taken.push({ event, id }),
        turnedAway: () => {
          turnedAway += 1;
        },
        log: silentLog,
      });
      bot = await listen(async (request, response) => {
        response.on('finish', () => statuses.push(response.statusCode));
        await door(request, response);
      });
    });
    afterAll(async () => {
      await site.close();
      await bot.close();
    });

    it('when they are signed with the secret: each is understood, under an id of its own', async () => {
      await site.deliverTo(`${bot.url}/right`, secret);
      await site.tellsAStory('The total is a cent off');
      await until(() => taken.filter(({ event }) => event.kind === 'issue' || event.kind === 'issueComment').length >= 3);
      expect(statuses.every((status) => status === 202)).toBe(true);
      expect(turnedAway).toBe(0);
      expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
      const said = taken.map(({ event }) => [event.kind, 'action' in event ? event.action : '']);
      expect(said).toContainEqual(['issue', 'opened']);
      expect(said).toContainEqual(['issueComment', 'created']);
      expect(said).toContainEqual(['issue', 'closed']);
      const closed = taken.find(({ event }) => event.kind === 'issue' && event.action === 'closed')?.event;
      expect(closed).toMatchObject({
        repo: { name: repo, isPrivate: true },
        sender: { login: 'devpatel', bot: false },
        issue: { title: 'The total is a cent off', state: 'closed', stateReason: 'completed' },
      });
    });

    it('and not when they are signed with another', async () => {
      const before = taken.length;
      statuses.length = 0;
      await site.deliverTo(`${bot.url}/wrong`, 'another-secret');
      await site.tellsAStory('Nobody hears of this twice');
      await until(() => statuses.filter((status) => status === 401).length >= 3);
      expect(turnedAway).toBeGreaterThanOrEqual(3);
      // whoever still knows the right one is heard as before
      expect(taken.length - before).toBeLessThanOrEqual(statuses.filter((status) => status === 202).length);
    });
  });
});
