import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Outage } from '../../../src/domain/problems.ts';
import { createClient } from '../../../src/integrations/github/client.ts';
import { createGitHub, type GitHub } from '../../../src/integrations/github/github.ts';
import { type GitHubDouble, startGitHub } from '../../../src/sandbox/github/github.ts';
import { versions } from '../../../src/sandbox/world.ts';

const repo = 'acme/checkout';
let double: GitHubDouble;
let github: GitHub;

beforeEach(async () => {
  double = await startGitHub();
  github = createGitHub(createClient({ apiUrl: double.url, auth: { token: double.token } }));
});
afterEach(() => double.close());

describe('the commit of a version', () => {
  it.each(versions)('is found behind the tag %s, lightweight or annotated', async (version) => {
    expect(await github.commitOf(repo, version)).toMatchObject({ sha: double.shaOf(repo, version) });
  });

  it('has the first line of its message as title, untouched, and the login of its author', async () => {
    const sha = double.shaOf(repo, 'v1.2.1');
    expect(await github.commitOf(repo, 'v1.2.1')).toEqual({
      sha,
      title: 'Round the tax per line, as the invoice does (#219)',
      author: 'devpatel',
    });
  });

  it('is found by its id, whole or its beginning', async () => {
    const sha = double.shaOf(repo, 'v1.3.0');
    expect(await github.commitOf(repo, sha)).toMatchObject({ sha });
    expect(await github.commitOf(repo, sha.slice(0, 8))).toMatchObject({ sha });
    expect(await github.commitOf(repo, '0'.repeat(40))).toBeUndefined();
  });

  it.each(['v9.9.9', 'v1', 'main', 'heads/main', 'deadbeef', '../../payments', 'v1.2.0?x', '{x}', '%'])(
    'is none for %j',
    async (version) => {
      expect(await github.commitOf(repo, version)).toBeUndefined();
    },
  );

  it('is an outage, and not "no such version", where the repository cannot be seen', async () => {
    await expect(github.commitOf('acme/secret', 'v1.2.0')).rejects.toMatchObject({ name: 'Outage', system: 'github' });
  });
});

describe('checks', () => {
  it('are green in the make-believe company', async () => {
    expect(await github.checksOf(repo, double.shaOf(repo, 'v1.3.0'))).toEqual({ verdict: 'passed', failing: [], pending: [] });
  });

  it('are none, and not passed, where nothing ran', async () => {
    double.setChecks(repo, 'v1.3.0', []);
    expect((await github.checksOf(repo, double.shaOf(repo, 'v1.3.0'))).verdict).toBe('none');
  });

  it('are read to the last page: the oldest of 250 is the one that failed', async () => {
    const green = Array.from(
      { length: 249 },
      (_, index) => ({ name: `test ${index}`, status: 'completed', conclusion: 'success' }) as const,
    );
    double.setChecks(repo, 'v1.3.0', [{ name: 'build', status: 'completed', conclusion: 'failure' }, ...green]);
    expect(await github.checksOf(repo, double.shaOf(repo, 'v1.3.0'))).toEqual({ verdict: 'failed', failing: ['build'], pending: [] });
  });

  it('are read to the last page of statuses, too', async () => {
    const green = Array.from({ length: 120 }, (_, index) => ({ context: `ci/${index}`, state: 'success' }) as const);
    double.setStatuses(repo, 'v1.3.0', [...green, { context: 'ci/last', state: 'pending' }]);
    expect(await github.checksOf(repo, double.shaOf(repo, 'v1.3.0'))).toEqual({ verdict: 'pending', failing: [], pending: ['ci/last'] });
  });

  it('that ran again count as they came out the last time', async () => {
    const sha = double.shaOf(repo, 'v1.3.0');
    const failed = { name: 'test', status: 'completed', conclusion: 'failure' } as const;
    const passed = { ...failed, conclusion: 'success' } as const;
    double.setChecks(repo, sha, [failed, passed]);
    expect((await github.checksOf(repo, sha)).verdict).toBe('passed');
    double.setChecks(repo, sha, [passed, failed]);
    expect(await github.checksOf(repo, sha)).toEqual({ verdict: 'failed', failing: ['test'], pending: [] });
  });

  it('of a commit that is not there are an outage', async () => {
    await expect(github.checksOf(repo, '0'.repeat(40))).rejects.toThrow(Outage);
  });
});

describe('changes', () => {
  it('are the commits between two versions, oldest first, with titles as they were written', async () => {
    const changes = await github.changesBetween(repo, double.shaOf(repo, 'v1.2.1'), double.shaOf(repo, 'v1.3.0'));
    expect(changes.total).toBe(3);
    expect(changes.commits.map(({ author, title }) => `${author}: ${title}`)).toEqual([
      'ana-ruiz: Keep the basket for a day after the session ends',
      'devpatel: Tell <!channel> about *bold* prices <https://evil.example|click> & more',
      'bokafor: Ask payments for the final price once (#231)',
    ]);
    expect(changes.url).toContain('/acme/checkout/compare/');
  });

  it('are none on the way back', async () => {
    const changes = await github.changesBetween(repo, double.shaOf(repo, 'v1.3.0'), double.shaOf(repo, 'v1.2.1'));
    expect(changes).toMatchObject({ commits: [], total: 0 });
  });
});

describe('a team', () => {
  it('has members, by login', async () => {
    expect(await github.teamMembers('acme/release')).toEqual(['bokafor', 'claurent']);
    expect(await github.teamMembers('acme/nobody')).toEqual([]);
  });
});

describe('when GitHub is sick', () => {
  it.each([
    { kind: 'error', status: 500 },
    { kind: 'error', status: 503 },
    { kind: 'drop' },
    { kind: 'lostReply' },
    { kind: 'nonsense' },
    { kind: 'timeout' },
  ] as const)('%o is an outage, never an answer', async (fault) => {
    const sick = createGitHub(createClient({ apiUrl: double.url, auth: { token: double.token }, timeoutMs: 150 }));
    double.faults.add(fault);
    const sha = double.shaOf(repo, 'v1.3.0');
    for (const question of [
      () => sick.commitOf(repo, 'v1.3.0'),
      () => sick.checksOf(repo, sha),
      () => sick.changesBetween(repo, sha, sha),
    ]) {
      await expect(question()).rejects.toMatchObject({ name: 'Outage', system: 'github' });
    }
  });

  it('asks once more after a bad gateway', async () => {
    double.faults.add({ kind: 'error', status: 502, times: 1 });
    expect(await github.commitOf(repo, 'v1.3.0')).toBeDefined();
  });

  it('does not repeat a request that timed out', async () => {
    const impatient = createGitHub(createClient({ apiUrl: double.url, auth: { token: double.token }, timeoutMs: 150 }));
    double.faults.add({ kind: 'timeout', times: 1 });
    await expect(impatient.commitOf(repo, 'v1.3.0')).rejects.toThrow(Outage);
    expect(await github.commitOf(repo, 'v1.3.0')).toBeDefined();
  });

  it('is an outage with credentials GitHub does not take', async () => {
    const stranger = createGitHub(createClient({ apiUrl: double.url, auth: { token: 'wrong' } }));
    await expect(stranger.commitOf(repo, 'v1.3.0')).rejects.toMatchObject({ name: 'Outage', cause: { status: 401 } });
  });

  it("does not take a proxy's 404 for GitHub's", async () => {
    const proxy = createServer((_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>'));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const behind = createGitHub(
      createClient({ apiUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, auth: { token: 'any' } }),
    );
    await expect(behind.commitOf(repo, 'v1.3.0')).rejects.toThrow(Outage);
    await expect(behind.teamMembers('acme/release')).rejects.toThrow(Outage);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });
});

describe('rate limits (case 51)', () => {
  it('waits out a short secondary limit', async () => {
    double.faults.add({ kind: 'ratelimited', retryAfterS: 1, times: 1 });
    expect(await github.commitOf(repo, 'v1.3.0')).toBeDefined();
  });

  it.each([
    ['a secondary limit with Retry-After', () => double.faults.add({ kind: 'ratelimited', retryAfterS: 30 }), 30],
    ['a secondary limit without', () => double.faults.add({ kind: 'error', status: 403 }), 60],
    ['a used-up hour', () => double.setRemaining(0), 3600],
  ])('sends nothing more for as long as %s lasts, and says how long', async (_what, limit, seconds) => {
    limit();
    for (let attempt = 0; attempt < 3; attempt++) {
      const problem = await github.commitOf(repo, 'v1.3.0').catch((problem: unknown) => problem);
      expect(problem).toMatchObject({ name: 'Outage', system: 'github' });
      const waitS = problem instanceof Outage ? (problem.retryAfterMs ?? 0) / 1000 : 0;
      expect(waitS).toBeGreaterThan(seconds - 5);
      expect(waitS).toBeLessThan(seconds + 5);
      // Healed already: what still refuses is the bot, which was told to wait.
      double.faults.heal();
      double.setRemaining(5000);
    }
  });
});

describe('as a GitHub App', () => {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  let site: GitHubDouble;
  beforeEach(async () => {
    site = await startGitHub({ app: { id: '77', publicKey: keys.publicKey } });
  });
  afterEach(() => site.close());

  const appOf = (auth: { appId: string; privateKey: string }) => createGitHub(createClient({ apiUrl: site.url, auth }));

  it('reads with the token of its installation', async () => {
    const app = appOf({ appId: '77', privateKey: keys.privateKey });
    expect(await app.commitOf(repo, 'v1.3.0')).toMatchObject({ sha: site.shaOf(repo, 'v1.3.0') });
    expect(await app.teamMembers('acme/release')).toEqual(['bokafor', 'claurent']);
  });

  it('is an outage where it is not installed, or not known', async () => {
    await expect(appOf({ appId: '77', privateKey: keys.privateKey }).commitOf('other/repo', 'v1.3.0')).rejects.toThrow(Outage);
    await expect(appOf({ appId: '78', privateKey: keys.privateKey }).commitOf(repo, 'v1.3.0')).rejects.toThrow(Outage);
    await expect(appOf({ appId: '77', privateKey: keys.privateKey }).teamMembers('globex/release')).rejects.toThrow(Outage);
  });
});
