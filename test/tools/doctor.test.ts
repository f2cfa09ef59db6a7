import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/config/file.ts';
import { Outage } from '../../src/domain/problems.ts';
import { createApp } from '../../src/integrations/github/app.ts';
import { createClient } from '../../src/integrations/github/client.ts';
import { createGitHub } from '../../src/integrations/github/github.ts';
import { createIssues } from '../../src/integrations/github/issues.ts';
import { createCluster } from '../../src/integrations/kubernetes/cluster.ts';
import { createRegistry } from '../../src/integrations/registry/registry.ts';
import type { Clock, Cluster } from '../../src/ports.ts';
import { type ClusterDouble, startCluster } from '../../src/sandbox/cluster/index.ts';
import { type GitHubDouble, startGitHub } from '../../src/sandbox/github/github.ts';
import { type Listening, listen } from '../../src/sandbox/http.ts';
import { startRegistry } from '../../src/sandbox/registry/registry.ts';
import { sandboxSettings } from '../../src/sandbox/settings.ts';
import { type SlackDouble, startSlack } from '../../src/sandbox/slack/index.ts';
import { examine, type Patient } from '../../src/tools/doctor/examine.ts';
import { sayFinding } from '../../src/tools/doctor/finding.ts';
import { silentLog } from '../support/silent-log.ts';

const clock: Clock = {
  now: () => new Date(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};

const parsed = parseSettings(readFileSync('shipmate.example.yaml', 'utf8'), 'shipmate.yaml');
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { settings } = parsed;
const sandbox = parseSettings(sandboxSettings('127.0.0.1:5000'), 'shipmate.yaml');
const example = 'problems' in sandbox ? never() : sandbox.settings;
const scopes = { 'chat:write': 'answering', commands: 'slash commands', 'users:read': 'who is who' };

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

let slack: SlackDouble;
let github: GitHubDouble;
let kubernetes: ClusterDouble;
let cluster: Cluster;
let patient: Patient;

beforeEach(async () => {
  [slack, github, kubernetes] = await Promise.all([
    startSlack({ scopes: [...Object.keys(scopes), 'channels:read'] }),
    startGitHub(),
    startCluster({ versionOf: () => 'v1.2.0' }),
  ]);
  for (const name of ['checkout', 'payments'])
    for (const namespace of ['staging', 'production'])
      kubernetes.seedDeployment({ namespace, name, container: 'app', image: `registry.acme.dev/shop/${name}:v1.2.0`, replicas: 1 });
  cluster = createCluster({ kubeconfigText: kubernetes.kubeconfig, log: silentLog, clock });
  patient = {
    slack: { botToken: slack.botToken, apiUrl: slack.apiUrl, door: { kind: 'socket', appToken: slack.appToken } },
    settings,
    scopes,
    now: () => new Date(),
    code: createGitHub(createClient({ apiUrl: github.url, auth: { token: github.token } })),
    webhookSecret: 'the-secret-that-github-signs-with',
    app: undefined,
    issues: createIssues(createClient({ apiUrl: github.url, auth: { token: github.token } })),
    installed: undefined,
    registry: { tags: async () => ['v1.2.0'] },
    cluster,
    checkDatabase: async () => {},
  };
});
afterEach(async () => {
  cluster.close();
  await Promise.all([slack.close(), github.close(), kubernetes.close()]);
});

const ills = async (changes: Partial<Patient> = {}) =>
  (await examine({ ...patient, ...changes })).filter(({ cure }) => cure !== undefined).map(sayFinding);

describe('the doctor', () => {
  it('finds nothing where nothing is wrong', async () => {
    expect(await ills()).toEqual([]);
    expect((await examine(patient)).map(sayFinding)).toContain('ok    checkout/production: checkout may be changed.');
  });

  it('names missing scopes, and channels the bot is not in or cannot see', async () => {
    slack.revokeScope('commands');
    await slack.removeBotFrom('builds');
    await slack.archive('help');
    const wrong = { ...settings, channels: { ...settings.channels, audit: 'C0NOWHERE' } };
    expect(await ills({ settings: wrong })).toEqual([
      'ILL   Scopes: missing: commands (slash commands).\n      Cure: Paste the manifest that "shipmate manifest" prints into the app, and install it again.',
      'ILL   channels.builds (C0BUILDS): the bot is not in #builds.\n      Cure: Write "/invite @shipmate" in #builds.',
      'ILL   channels.help (C0HELP): #help is archived.\n      Cure: Unarchive it, or name another channel in the settings.',
      'ILL   channels.audit (C0NOWHERE): Slack does not show it (channel_not_found).\n      Cure: Correct the id in the settings, or invite the bot into the private channel.',
    ]);
  });

  it('compares the clocks', async () => {
    const [ill] = await ills({ now: () => new Date(Date.now() - 200_000) });
    expect(ill).toMatch(/^ILL {3}Clock: (19\d|2\d\d) s behind Slack's: signed requests will be refused\.\n {6}Cure: Set the clock/);
  });

  it('says when Slack refuses the tokens or does not answer', async () => {
    const stranger = { ...patient.slack, botToken: 'xoxb-000000000000' };
    expect(await ills({ slack: stranger })).toEqual([
      'ILL   Slack: it refuses the bot token (invalid_auth).\n      Cure: Install the app again and put its new token into SLACK_BOT_TOKEN.',
    ]);
    const wrongApp = { ...patient.slack, door: { kind: 'socket', appToken: 'xapp-000000000000' } } as const;
    expect(await ills({ slack: wrongApp })).toEqual([expect.stringContaining('Socket Mode: no connection is offered (invalid_auth).')]);
    expect(await ills({ slack: { ...patient.slack, apiUrl: 'http://127.0.0.1:1/api/' } })).toEqual([
      expect.stringContaining('Slack: http://127.0.0.1:1/api/ does not answer.'),
    ]);
  });

  it('asks GitHub for the repositories, and notices that there is no way in', async () => {
    const elsewhere = { ...settings, services: { checkout: { ...(settings.services.checkout ?? never()), repo: 'acme/secret' } } };
    expect(await ills({ settings: elsewhere })).toEqual([
      expect.stringMatching(/^ILL {3}acme\/secret: cannot be read: .+\n {6}Cure: Install the GitHub App/),
    ]);
    expect(await ills({ code: undefined })).toEqual([
      expect.stringContaining('GitHub: services name repositories, and there is no way in.'),
    ]);
  });

  it('asks whether tickets can be raised where they go', async () => {
    const { tickets } = example;
    const wanted = { ...settings, tickets };
    expect(await ills({ settings: wanted })).toEqual([]);
    github.issues.setUp('acme/checkout', { hasIssues: false });
    github.issues.setUp('acme/payments', { archived: true });
    expect(await ills({ settings: wanted })).toEqual([
      expect.stringMatching(/^ILL {3}Tickets in acme\/checkout: issues are switched off\./),
      expect.stringMatching(/^ILL {3}Tickets in acme\/payments: it is archived\./),
    ]);
    const elsewhere = tickets && { ...tickets, aliases: { secret: 'acme/secret' } };
    expect(await ills({ settings: { ...settings, tickets: elsewhere } })).toContainEqual(
      expect.stringMatching(/^ILL {3}Tickets in acme\/secret: GitHub does not show it \(404\)\..+issues: read and write/s),
    );
  });

  describe('asks GitHub as its App', () => {
    const repos = ['acme/checkout', 'acme/payments'].map((repo) => ({ repo, channel: 'C0BUILDS', rerunFlakes: false }));
    let door: Listening;
    let answer: number;
    let known: Partial<Patient>;
    beforeEach(async () => {
      answer = 202;
      door = await listen(async (_request, response) => void response.writeHead(answer).end());
      await github.close();
      github = await startGitHub({ app: { id: '77', publicKey: keys.publicKey } });
      github.webhooks.deliverTo(`${door.url}/github/webhooks`, 'any secret');
      const auth = { appId: '77', privateKey: keys.privateKey };
      const client = createClient({ apiUrl: github.url, auth });
      known = {
        settings: { ...settings, builds: repos },
        app: createApp({ apiUrl: github.url, ...auth }),
        installed: (repo) => client.installation(`/repos/${repo}`),
        code: createGitHub(client),
        issues: createIssues(client),
      };
    });
    afterEach(() => door.close());

    it('whether its webhook arrives, and is believed', async () => {
      const webhook = async (changes: Partial<Patient> = {}) =>
        (await examine({ ...patient, ...known, ...changes })).map(sayFinding).find((one) => one.includes('GitHub webhook'));
      const sends = async (status: number) => {
        answer = status;
        github.webhooks.send('push', {});
        await github.webhooks.idle();
      };
      expect(await webhook()).toContain('Nothing was sent yet.');
      await sends(202);
      expect(await webhook()).toBe(`ok    GitHub webhook: the last delivery to ${door.url}/github/webhooks was taken.`);
      await sends(401);
      expect(await webhook()).toContain('its signature is not right.\n      Cure: Put the same secret into the App');
      await sends(503);
      expect(await webhook()).toContain('did not arrive: Invalid HTTP Response: 503.');
      github.webhooks.deliverTo(`${door.url}/elsewhere`, 'any secret');
      expect(await webhook()).toContain(`it goes to ${door.url}/elsewhere.\n      Cure: Let it end in /github/webhooks.`);
      expect(await webhook({ webhookSecret: undefined })).toContain('GITHUB_WEBHOOK_SECRET is not set');
      const stranger = createApp({ apiUrl: github.url, appId: '78', privateKey: keys.privateKey });
      expect(await webhook({ app: stranger })).toContain('GitHub does not answer the App.');
      // of a token GitHub does not tell
      expect(await webhook({ app: undefined })).toBeUndefined();
    });

    it('what it was granted, and says which permission and event is missing where, and what for', async () => {
      expect(await ills(known)).toEqual([]);
      github.grant({ ...github.app.permissions, actions: 'read', contents: 'read', checks: 'none' });
      expect((await ills(known))[0]).toMatch(
        /^ILL {3}GitHub App on acme\/checkout: it lacks checks: read \(gates, builds\), actions: write \(re-runs\), contents: write \(reverts\)\.\n {6}Cure: Grant/,
      );
      // the example gives a role to a team of that organisation
      github.grant({ ...github.app.permissions, actions: 'write', contents: 'write', checks: 'read', members: 'none' });
      expect((await ills(known))[0]).toContain('GitHub App on acme/checkout: it lacks members: read (roles of teams).');
      // what nobody may ask for needs no right
      github.grant({ ...github.app.permissions, actions: 'read', contents: 'read', members: 'read' });
      const without = { ...settings, builds: repos, roles: { reporter: ['build.help'] } };
      expect(await ills({ ...known, settings: without })).toEqual([]);
      github.grant({ ...github.app.permissions, actions: 'write', contents: 'write', issues: 'read' });
      github.app.events.splice(0, 1);
      const tickets = { ...(example.tickets ?? never()), channels: {}, aliases: { lost: 'acme/lost' } };
      const wanted = { ...settings, builds: repos, tickets };
      expect(await ills({ ...known, issues: undefined, settings: wanted })).toEqual([
        expect.stringMatching(/^ILL {3}GitHub App on acme\/checkout: it lacks issues: write \(tickets\)/),
        expect.stringContaining('GitHub App on acme/checkout: no webhook tells it of workflow_run.'),
        expect.stringMatching(/^ILL {3}GitHub App on acme\/payments: it lacks issues: write \(tickets\)/),
        expect.stringContaining('GitHub App on acme/payments: no webhook tells it of workflow_run.'),
        expect.stringMatching(/^ILL {3}GitHub App on acme\/lost: GitHub does not say/),
      ]);
      github.app.suspended = true;
      expect((await ills(known)).join('\n')).toContain('GitHub App on acme/checkout: it is suspended.');
      github.app.suspended = false;
      // of a token GitHub does not tell
      expect(await ills({ ...known, installed: async () => undefined })).toEqual([]);
    });
  });

  it('asks each registry for versions, and says where it would need a login', async () => {
    const double = await startRegistry();
    const { checkout = never() } = settings.services;
    const image = `${double.host}/shop/checkout`;
    const wanted = { ...settings, services: { checkout: { ...checkout, image } } };
    const registry = createRegistry({ allow: () => [image] });
    try {
      expect(await ills({ registry, settings: wanted })).toEqual([]);
      double.faults.add({ kind: 'error', status: 401, match: '/token' });
      const shut = createRegistry({ allow: () => [image] });
      expect(await ills({ registry: shut, settings: wanted })).toEqual([
        expect.stringMatching(/cannot be read: .* cannot be read without a login, and I have none\..*\n {6}Cure: Check "image"/),
      ]);
      expect(await ills({ registry: { tags: async () => [] }, settings: wanted })).toEqual([
        `ILL   ${image}: has no versions.\n      Cure: Push one, or correct "image" in the settings.`,
      ]);
    } finally {
      await double.close();
    }
  });

  it('asks each cluster for its rights, its Deployments and their containers', async () => {
    kubernetes.deny({ verb: 'patch', resource: 'deployments', namespace: 'production' });
    const { checkout = never(), payments = never() } = settings.services;
    const { staging = never() } = checkout.targets;
    const changed = {
      ...settings,
      services: {
        checkout: { ...checkout, targets: { ...checkout.targets, staging: { ...staging, container: 'web' } } },
        payments: { ...payments, targets: { staging: { ...staging, deployment: 'pay' } } },
      },
    };
    expect(await ills({ settings: changed })).toEqual([
      'ILL   checkout/staging: checkout has no container web.\n      Cure: Name one of app in the settings.',
      expect.stringMatching(
        /^ILL {3}checkout\/production: .*patch.*\n {6}Cure: Bind the role of deploy\/target-rights.yaml in namespace production\.$/s,
      ),
      'ILL   payments/staging: there is no Deployment pay in staging.\n      Cure: Create it, or correct the target in the settings.',
    ]);
  });

  it('tries the database', async () => {
    const checkDatabase = () => Promise.reject(new Outage('database', new Error('connect ECONNREFUSED')));
    expect(await ills({ checkDatabase })).toEqual([
      'ILL   Database: connect ECONNREFUSED.\n      Cure: Start it, correct DATABASE_URL, or give its user the right to write.',
    ]);
  });
});

function never(): never {
  throw new Error('the example has no such part');
}
