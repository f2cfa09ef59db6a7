import { menu } from './commands/index.ts';
import type { SlackEnvironment } from './config/environment.ts';
import { createPolicy } from './config/policy.ts';
import { Outage } from './domain/problems.ts';
import { createCiDoor } from './integrations/ci/door.ts';
import { createGitHubDoor } from './integrations/github/door.ts';
import { openGitHub } from './integrations/github/open.ts';
import { createMetrics } from './integrations/http/metrics.ts';
import { createReadiness } from './integrations/http/readiness.ts';
import { answerJson, createRoutes, type Handle } from './integrations/http/server.ts';
import { createCluster } from './integrations/kubernetes/cluster.ts';
import { machineClock } from './integrations/machine/clock.ts';
import { createIds } from './integrations/machine/ids.ts';
import { createLog } from './integrations/machine/log.ts';
import { createPictures } from './integrations/pictures/pictures.ts';
import { createQueue } from './integrations/queue/queue.ts';
import { createRegistry } from './integrations/registry/registry.ts';
import { createChat } from './integrations/slack/chat.ts';
import { createDirectory } from './integrations/slack/directory.ts';
import { createSlackDoor } from './integrations/slack/door.ts';
import { createWorkspace } from './integrations/slack/workspace.ts';
import { type OpenDatabase, openDatabase } from './integrations/store/database.ts';
import { openStore } from './integrations/store/store.ts';
import { createAnnounce } from './integrations/webhook/announce.ts';
import { createCheckpoints } from './pipeline/checkpoints.ts';
import { createCorridor } from './pipeline/corridor.ts';
import { createEngine } from './pipeline/engine.ts';
import { askedByEmoji, byEmoji, emojiInUse } from './pipeline/gestures.ts';
import { examine, type Probe } from './pipeline/health.ts';
import { usualLeaseMs } from './pipeline/lease.ts';
import { createPostman } from './pipeline/postman.ts';
import { rememberHome } from './pipeline/remembered-home.ts';
import { createRights } from './pipeline/rights.ts';
import { settingsUnit } from './pipeline/settings-changes.ts';
import { createSweeper } from './pipeline/sweeper.ts';
import { createTurnedAway } from './pipeline/turned-away.ts';
import type { World } from './pipeline/world.ts';
import type { Clock, Corridor, LedgerEntry, Log, Store } from './ports.ts';
import { createReceiver } from './workflows/delivery/receive.ts';
import { outside } from './workflows/deploy/outside.ts';
import { wakeIncidents, wakeTheIncidentIn } from './workflows/incident/wake.ts';
import { listeners, workflows } from './workflows/index.ts';
import { beginTheRounds } from './workflows/rounds/begin.ts';
import { beginTicketRounds } from './workflows/ticket/rounds.ts';

/** The only file that knows every room. */

export type Role = 'door' | 'workshop' | 'both';

export interface Shipmate {
  /** `POST /slack/events`, `POST /github/webhooks`, `GET /healthz`, `/readyz`, `/metrics`. */
  handle: Handle;
  corridor: Corridor;
  /** The last lines of the ledger, newest first. */
  ledger(limit: number): Promise<LedgerEntry[]>;
  /** Called after every commit; answers how to stop listening. */
  onCommit(listener: () => void): () => void;
  /** The account a person of the settings acts with, for the terminal. */
  accountOf(person: string): Promise<{ teamId: string; userId: string } | undefined>;
  /** The emoji that ask for something. */
  emoji(): string[];
  /** Reads shipmate.yaml again, now. */
  reloadSettings(): void;
  /** Opens the doors and begins to work. */
  open(): Promise<void>;
  /** Says that it is not ready any more, and goes on working. Answers whether anybody looks at that, and will send people elsewhere. */
  farewell(): boolean;
  /** Drains: no new intake, steps parked, everything closed. What was begun goes on at the next start. */
  stop(): Promise<void>;
}

export interface Parts {
  environment: SlackEnvironment;
  role: Role;
  clock?: Clock;
  log?: Log;
  /** How long this process may be silent before another one takes over what it works on, in milliseconds. */
  leaseMs?: number;
  /** Between two writes to GitHub, in milliseconds. Absent: as slow as GitHub asks for. */
  githubWriteGapMs?: number;
  /** Opened already. */
  database?: OpenDatabase;
}

/** How many records may be worked on side by side: most of them wait for the world. */
const concurrency = 50;

/** Shorter than Slack's patience with the front desk: that nothing could be written down is said in the acknowledgement. */
const statementTimeoutMs = 1_500;

/** Whoever asks for readiness asks again soon. */
const readinessPatienceMs = 1_500;
/** The first question to a cluster loads its client, which may take a second or two. */
const healthPatienceMs = 4_000;

const triesAtStart = 5;

/** Wires everything. Nothing is opened yet but the database. */
export async function createShipmate({
  environment,
  role,
  clock = machineClock,
  log = createLog(environment.logLevel),
  leaseMs = usualLeaseMs,
  githubWriteGapMs,
  database: given,
}: Parts): Promise<Shipmate> {
  const onSettings: { told?: (lines: readonly string[], kind: 'changed' | 'unusable') => void } = {};
  const policy = createPolicy({
    path: environment.settingsPath,
    byEmoji: byEmoji(menu.commands),
    clock,
    log,
    onChange: (difference) => onSettings.told?.(difference, 'changed'),
    onProblem: (problems) =>
      onSettings.told?.(
        problems.map(({ line, column, say }) => `${line}:${column} ${say}`),
        'unusable',
      ),
  });
  const database = given ?? (await openDatabase(environment.database, log));
  const kept = await patiently(() => openStore({ connection: database.connection, log, clock, statementTimeoutMs }));
  const heard = new Set<() => void>();
  const owner = createIds(async () => '').unique();

  const store: Store = {
    ...kept,
    async commit(unit) {
      const committed = await kept.commit(unit);
      if ((unit.messages?.length ?? 0) > 0) postman.nudge();
      if (committed.ok) mayConcernIncidents(unit);
      for (const listener of heard) listener();
      return committed;
    },
  };
  const ids = createIds((prefix) => kept.ids(prefix));
  const { slack } = environment;
  const { apiUrl, credential, webhookSecret } = environment.github;
  const webhookSecrets = webhookSecret?.split(/\s+/) ?? [];
  const github = credential && openGitHub({ apiUrl, auth: credential, writeGapMs: githubWriteGapMs, takeTurn: kept.turn });
  const client = { botToken: slack.botToken, apiUrl: slack.apiUrl, log };
  const slackDirectory = createDirectory({
    ...client,
    timeoutMs: 3_000,
    clock,
    team: async (team) => (github ? github.code.teamMembers(team) : []),
  });
  const directory = { ...slackDirectory, home: rememberHome(slackDirectory.home, { store, clock, log }) };
  const chat = createChat({ ...client, timeoutMs: 8_000 });
  const workspace = createWorkspace({ ...client, timeoutMs: 8_000, home: directory.home });
  const queue = createQueue(environment.redisUrl === undefined ? { postgres: database.connection } : { redisUrl: environment.redisUrl }, {
    log,
    concurrency,
    lockMs: (leaseMs * 2) / 3,
  });
  const cluster = createCluster({ log, clock, ...(environment.kubeconfig === undefined ? {} : { kubeconfig: environment.kubeconfig }) });
  const registry = createRegistry({ allow: () => Object.values(policy.settings().services).map(({ image }) => image) });
  const rights = createRights({ policy, directory, log });

  const slackReachesUs = () => role === 'workshop' || door.connected();
  const own: Probe[] = [
    { system: 'database', ask: () => store.check() },
    { system: 'queue', ask: () => queue.check() },
  ];
  const world: World = {
    clock,
    ids,
    log,
    store,
    queue,
    policy,
    directory,
    workspace,
    rights,
    registry,
    code: github?.code,
    builds: github?.builds,
    hooks: github?.hooks,
    issues: github?.issues,
    pages: github?.pages,
    cluster,
    pictures: createPictures(),
    announce: createAnnounce({ clock, webhookSecret: webhookSecrets[0] }),
    health: () => examine([...own, ...outside(world, slackReachesUs)], clock, healthPatienceMs),
  };
  const postman = createPostman({ store, chat, clock, log, policy, directory }, owner, (leaseMs * 2) / 3);
  const engine = createEngine(world, workflows, owner, leaseMs);
  const sweeper = createSweeper(world);
  const checkpoints = createCheckpoints(world);
  const walk = createCorridor(world, menu, workflows);
  const metrics = createMetrics({
    shipmate_open_records: {
      help: 'Records that are not over',
      read: async () => (await store.records({ kind: 'deploy', ended: false, limit: 1_000 })).length,
    },
    shipmate_undelivered_messages: {
      help: 'Messages that Slack does not show yet',
      read: () => store.waitingMessages(),
    },
  });
  const corridor: Corridor = async (intent) => {
    const begun = clock.now().getTime();
    const reply = await walk(intent);
    metrics.walked(intent.via, clock.now().getTime() - begun);
    return reply;
  };
  const mayConcernIncidents = wakeIncidents(world);
  const turnedAway = createTurnedAway(world);
  const receive = createReceiver(world);
  const door = createSlackDoor({
    corridor,
    chat,
    directory,
    clock,
    ids,
    log,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    workspace,
    roots: menu.roots,
    askedByEmoji: (emoji, when) => askedByEmoji(menu.commands, policy.settings().reactions, { emoji, when }),
    async hear(heard) {
      await Promise.all(listeners.map((listener) => listener(heard, world)));
    },
    channelChanged: wakeTheIncidentIn(world),
    turnedAway: (source) => turnedAway('slack', source),
    ...(slack.door.kind === 'http' ? { signingSecret: slack.door.signingSecret } : { appToken: slack.door.appToken }),
  });

  onSettings.told = (lines, kind) => {
    store
      .commit(settingsUnit(lines, kind, clock.now(), policy.settings().channels.audit))
      .catch((problem: unknown) => log.error({ err: problem }, 'A change of the settings could not be written down'));
  };

  const readiness = createReadiness({ clock, slackReachesUs, systems: () => examine(own, clock, readinessPatienceMs) });
  const handle = createRoutes({
    ...(role === 'workshop' || slack.door.kind === 'socket' ? {} : { 'POST /slack/events': door.handle }),
    ...(webhookSecrets.length === 0
      ? {}
      : {
          'POST /github/webhooks': createGitHubDoor({
            secrets: webhookSecrets,
            take: receive,
            turnedAway: (source) => turnedAway('github', source),
            log,
          }),
          'POST /ci/webhooks': createCiDoor({
            webhookSecrets,
            take: receive,
            turnedAway: (source) => turnedAway('ci', source),
            clock,
            log,
          }),
        }),
    'GET /healthz': (_request, response) => answerJson(response, 200, { ok: true }),
    'GET /readyz': readiness.handle,
    'GET /metrics': metrics.handle,
  });

  return {
    handle,
    corridor,
    ledger: (limit) => patiently(() => store.ledger({ limit })),
    onCommit(listener) {
      heard.add(listener);
      return () => void heard.delete(listener);
    },
    accountOf: rights.accountOf,
    emoji: () => emojiInUse(menu.commands, policy.settings().reactions),
    reloadSettings: () => void policy.reload(),
    async open() {
      await patiently(() => store.commit(settingsUnit([`loaded from ${environment.settingsPath}`], 'changed', clock.now(), undefined)));
      if (github !== undefined) {
        await beginTheRounds(world);
        await beginTicketRounds(world);
      }
      if (role !== 'workshop') await door.start();
      if (role !== 'door') {
        postman.start();
        await queue.start(engine.advance);
      }
      sweeper.start();
      checkpoints.start();
      readiness.opened();
    },
    farewell() {
      readiness.draining();
      return readiness.isWatched();
    },
    async stop() {
      readiness.draining();
      await door.stop();
      await sweeper.stop();
      const parked = engine.stop();
      await queue.close();
      await parked;
      await postman.stop();
      await checkpoints.stop();
      cluster.close();
      policy.close();
      await kept.close();
      await database.stop();
    },
  };
}

/** At the start, and where a page reads along, a small or busy machine may be late: that is no failure yet. */
async function patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (problem) {
      if (!(problem instanceof Outage) || tries === triesAtStart) throw problem;
    }
  }
}
