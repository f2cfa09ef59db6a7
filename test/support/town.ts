import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { menu } from '../../src/commands/index.ts';
import type { SlackEnvironment } from '../../src/config/environment.ts';
import { type HttpServer, openServer } from '../../src/integrations/http/server.ts';
import { createShipmate, type Role, type Shipmate } from '../../src/main.ts';
import type { LedgerEntry, Log } from '../../src/ports.ts';
import { type Doubles, startDoubles } from '../../src/sandbox/doubles.ts';
import { shortcutsInSlack } from '../../src/sandbox/menu.ts';
import { sandboxSettings } from '../../src/sandbox/settings.ts';
import type { Reply, SeenMessage, SlackOptions } from '../../src/sandbox/slack/index.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';
import { silentLog } from './silent-log.ts';
import { until } from './until.ts';

export interface TownOptions {
  /** How much faster than life the cluster works. */
  speed?: number;
  /** How long a new release is watched, as shipmate.yaml says it; `1h` lasts until the clock is moved. */
  bake?: string;
  /** Changes the text of shipmate.yaml before it is written. */
  settings?: (yaml: string) => string;
  slack?: SlackOptions;
  /** Slack reaches the bot over its sockets instead of HTTP. */
  socketMode?: boolean;
  redisUrl?: string;
  log?: Log;
  /** Nobody lives there but people, until `openBot`. */
  withoutBot?: true;
  clock?: MovableClock;
  /** Another database than the run's own. */
  database?: FreshDatabase;
  /** Where the bots reach it, when that is not where the test does. */
  databaseUrl?: string;
  /** How long a bot may be silent before another one takes over its work. */
  leaseMs?: number;
  /** The bot is a GitHub App there, and no token. */
  githubApp?: true;
  /** Without GitHub credentials. */
  withoutGitHub?: boolean;
  /** What GitHub signs its webhooks with. */
  webhookSecret?: string;
  /** Between two writes to GitHub, in milliseconds: nobody waits a second for each. */
  githubWriteGapMs?: number;
}

/** A bot on its own database, beside doubles of everything it depends on: real HTTP on both sides, only the clock can be moved. */
export interface Town extends Doubles {
  clock: MovableClock;
  database: FreshDatabase;
  db: pg.Pool;
  environment: SlackEnvironment;
  /** The replicas that are open. */
  bots: { shipmate: Shipmate; server: HttpServer }[];
  ana: Citizen;
  ben: Citizen;
  cleo: Citizen;
  dev: Citizen;
  eve: Citizen;
  as(name: string): Citizen;
  /** One more replica on the same database; Slack's HTTP deliveries go to the newest. */
  openBot(role?: Role): Promise<Shipmate>;
  closeBot(): Promise<void>;
  /** Rewrites shipmate.yaml; every replica reads it again. */
  changeSettings(change: (yaml: string) => string): Promise<void>;
  /** Until nothing moves by itself any more, and Slack shows everything: what still waits, waits for people. */
  settles(): Promise<void>;
  /** Until the deploy has come into that state, which it may have left again. */
  reaches(id: string, status: string): Promise<void>;
  statusOf(id: string): Promise<string>;
  /** The ledger, oldest first. */
  ledger(): Promise<LedgerEntry[]>;
  /** Until the root message of the deploy says so, anywhere in it. */
  shows(id: string, text: string, channel?: string): Promise<void>;
  /** The root message of a deploy, as everybody sees it. */
  card(id: string, channel?: string): string;
  stop(): Promise<void>;
}

export interface Citizen {
  name: string;
  /** Types a line, and answers what they alone, or all, saw at once. */
  types(text: string, where?: { channel?: string; threadTs?: string }): Promise<string>;
  /** Presses the newest button, or what stands behind the dots, with that label that they can see in the channel; `on` names the deploy whose message it is. */
  presses(label: string, where?: { channel?: string; on?: string }): Promise<string>;
  /** Presses, and fills in the modal that opens. */
  answers(label: string, values: Record<string, string>, where?: { channel?: string; on?: string }): Promise<string>;
  /** Just says something; answers the message's `ts`. */
  says(text: string, where?: { channel?: string; threadTs?: string }): Promise<string>;
  /** Changes, or deletes, what they have said. */
  edits(ts: string, text: string, channel?: string): Promise<void>;
  deletes(ts: string, channel?: string): Promise<void>;
  /** Shows a file; answers the message's `ts`. */
  shares(file: { name: string; bytes: Uint8Array; text?: string }, where?: { channel?: string; threadTs?: string }): Promise<string>;
  /** Puts an emoji on a message, or takes theirs away; `on` names the record whose message it is. What it comes to, `isTold` waits for. */
  reacts(emoji: string, where: Spot): Promise<void>;
  unreacts(emoji: string, where: Spot): Promise<void>;
  /** Uses a shortcut by its title, on a message or on none; answers what they alone were told at once. */
  uses(title: string, on?: Spot): Promise<string>;
  /** The text of the modal that is open before them. */
  modal(): string;
  /** Fills in the modal that is open before them, and submits it; answers what is wrong with it, or what they were told. */
  submits(values: Record<string, unknown>): Promise<string>;
  /** Until something that only they can see says so; answers all of that message. */
  isTold(text: string, channel?: string): Promise<string>;
  /** Everything in their own conversation with the bot, as one text. */
  dm(): string;
  sees(channel?: string): SeenMessage[];
  /** Everything they can read in a channel, as one text. */
  reads(channel?: string): string;
}

/** A message: by its `ts`, or by the record it is a view of. */
export type Spot = { channel?: string } & ({ ts: string } | { on: string });

const pemKeys = {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;

/** More than Slack has: what an answer may take is measured where that is what is told. */
/** Between two seconds that pass at once although nothing was shown. */
const hurryMs = 100;

const patience = { ackMs: 30_000, replyMs: 10_000, mentionMs: 10_000 };

/** A ticket that waits for an answer, or for the end of the time in which it can be undone; a reply whose edits are followed. */
const ticketsAtRest = ['askingRepository', 'askingPublicity', 'askingDuplicate', 'raised', 'mirrored', 'scheduled'];
/** States in which a record waits for people although a clock runs. */
export const restingStates = ['awaitingApproval', 'awaitingConfirm', ...ticketsAtRest];
/** Records that stay for hours or days, and look around now and then: they move when they are to look within seconds. */
export const patientKinds = ['incident', 'watch', 'rounds', 'streak', 'umbrella', 'muting', 'blindSpot', 'lock', 'freeze', 'build'];

export async function startTown(options: TownOptions = {}): Promise<Town> {
  const clock = options.clock ?? createMovableClock();
  const database = options.database ?? (await freshDatabase());
  const keys = options.githubApp && generateKeyPairSync('rsa', pemKeys);
  const doubles = await startDoubles({
    ...(keys && { app: { id: '77', publicKey: keys.publicKey } }),
    speed: options.speed ?? 20,
    slack: {
      clock: clock.now,
      signedAt: clock.now,
      commands: menu.roots.map((root) => `/${root}`),
      shortcuts: shortcutsInSlack(menu.commands),
      patience,
      ...options.slack,
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-town-'));
  const settingsPath = join(folder, 'shipmate.yaml');
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  const yaml = sandboxSettings(doubles.registry.host).replaceAll('bake: 8s', `bake: ${options.bake ?? '100ms'}`);
  let written = options.settings?.(yaml) ?? yaml;
  writeFileSync(settingsPath, written);
  writeFileSync(kubeconfig, doubles.cluster.kubeconfig);
  const { slack, github } = doubles;
  const environment: SlackEnvironment = {
    mode: 'slack',
    database: { kind: 'given', url: options.databaseUrl ?? database.url },
    redisUrl: options.redisUrl,
    dataDirectory: folder,
    settingsPath,
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    kubeconfig,
    slack: {
      botToken: slack.botToken,
      apiUrl: slack.apiUrl,
      door: options.socketMode ? { kind: 'socket', appToken: slack.appToken } : { kind: 'http', signingSecret: slack.signingSecret },
    },
    github: {
      apiUrl: github.url,
      credential: keys
        ? { kind: 'app', appId: '77', privateKey: keys.privateKey }
        : options.withoutGitHub
          ? undefined
          : { kind: 'token', token: github.token },
      webhookSecret: options.webhookSecret,
    },
  };
  const db = new pg.Pool({ connectionString: database.url, max: 2 });
  let hurried = { told: -1, at: 0 };
  db.on('error', () => undefined);

  const bots: Town['bots'] = [];
  const town: Town = {
    ...doubles,
    clock,
    database,
    db,
    environment,
    bots,
    ana: citizen('ana'),
    ben: citizen('ben'),
    cleo: citizen('cleo'),
    dev: citizen('dev'),
    eve: citizen('eve'),
    as: citizen,
    async openBot(role = 'both') {
      const shipmate = await createShipmate({
        environment,
        role,
        clock,
        log: options.log ?? silentLog,
        ...(options.leaseMs !== undefined && { leaseMs: options.leaseMs }),
        githubWriteGapMs: options.githubWriteGapMs ?? 1,
      });
      const server = await openServer(shipmate.handle, environment);
      bots.push({ shipmate, server });
      if (!options.socketMode) slack.deliverTo(`${server.url}/slack/events`);
      if (options.webhookSecret !== undefined) github.webhooks.deliverTo(`${server.url}/github/webhooks`, options.webhookSecret);
      await shipmate.open();
      return shipmate;
    },
    async closeBot() {
      const bot = bots.pop();
      if (!bot) return;
      await bot.shipmate.stop();
      await bot.server.close();
      const left = bots.at(-1);
      if (left && !options.socketMode) slack.deliverTo(`${left.server.url}/slack/events`);
    },
    async changeSettings(change) {
      written = change(written);
      writeFileSync(settingsPath, written);
      for (const { shipmate } of bots) shipmate.reloadSettings();
    },
    async settles() {
      const moving = async () =>
        (
          await db.query(
            `select id, status, version, due_at from shipmate.record
              where not ended and due_at is not null and status <> all($1) and not (kind = any($2) and due_at > $3)`,
            [restingStates, patientKinds, new Date(clock.now().getTime() + 5_000)],
          )
        ).rows;
      await until(async () => (await moving()).length === 0).catch(async (cause: unknown) => {
        throw new Error(`Still moving at ${clock.now().toISOString()}: ${JSON.stringify(await moving())}`, { cause });
      });
      await until(async () => !(await waitsForSlack()));
    },
    async reaches(id, status) {
      await until(async () => {
        const { rowCount } = await db.query(
          `select from shipmate.ledger where line::jsonb->'subjects' ? $1 and line::jsonb->>'after' = $2 limit 1`,
          [id, status],
        );
        return rowCount === 1;
      });
    },
    async shows(id, text, channel) {
      await until(async () => {
        await waitsForSlack();
        return textOf(rootsOf(id, channel)).includes(text);
      });
    },
    async statusOf(id) {
      const { rows } = await db.query('select status from shipmate.record where id = $1', [id]);
      return rows[0]?.status ?? 'not there';
    },
    async ledger() {
      const { rows } = await db.query('select seq, line, prev_hash, hash from shipmate.ledger order by seq');
      return rows.map(({ seq, line, prev_hash, hash }) => ({ ...JSON.parse(line), seq: Number(seq), prevHash: prev_hash, hash }));
    },
    card: (id, channel) => rootsOf(id, channel).at(-1)?.text ?? '',
    async stop() {
      while (bots.length > 0) await town.closeBot();
      await db.end();
      await doubles.close();
      await database.drop();
      clock.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  /**
   * Whether there is something that Slack does not show yet. The time goes by that Slack wants between two messages: a second whenever
   * something was shown, and now and then while nothing is, so that on a busy machine nobody's patience runs out meanwhile.
   */
  async function waitsForSlack(): Promise<boolean> {
    const { rows } = await db.query(
      `select count(*) filter (where shown < revision and dropped < revision)::int as left, sum(shown + dropped)::int as told
        from shipmate.message`,
    );
    const [{ left, told }] = rows;
    if (left > 0 && (told !== hurried.told || performance.now() - hurried.at > hurryMs)) {
      hurried = { told, at: performance.now() };
      clock.advance(1_000);
    }
    return left > 0;
  }

  function rootsOf(id: string, channel = 'checkout'): SeenMessage[] {
    const isRoot = ({ threadTs, metadata }: SeenMessage) => threadTs === undefined && JSON.stringify(metadata ?? {}).includes(`"${id}"`);
    return town.ana.sees(channel).filter(isRoot);
  }

  function citizen(name: string): Citizen {
    const sees = (channel = 'checkout') => slack.messages(channel, { as: name });
    const find = (label: string, { channel = 'checkout', on }: { channel?: string; on?: string }) => {
      const found = sees(channel)
        .filter((message) => on === undefined || JSON.stringify(message).includes(on))
        .flatMap((message) => message.blocks.flatMap((block) => elementsOf(block).map((element) => ({ message, block, element }))))
        .findLast(({ element }) => element.text?.text === label);
      if (!found)
        throw new Error(`${name} sees no button "${label}" in ${channel}${on === undefined ? '' : ` on ${on}`}:\n${textOf(sees(channel))}`);
      const { message, block, element } = found;
      const { action_id: actionId, chosen } = element;
      return { as: name, channel, ts: message.ts, actionId, ...blockOf(block), ...(chosen !== undefined && { value: chosen }) };
    };
    const spot = ({ channel = 'checkout', ...which }: Spot) => {
      const ts = 'ts' in which ? which.ts : rootsOf(which.on, channel).at(-1)?.ts;
      if (ts === undefined) throw new Error(`nothing in ${channel} is a view of ${'on' in which ? which.on : ''}`);
      return { channel, ts };
    };
    /** What the bot answered. A busy one says at first that the answer follows. */
    const answered = async (reply: Reply | undefined): Promise<string> => {
      if (reply?.text !== 'Noted. The answer follows.') return reply?.text ?? '';
      const follows = () => sees(reply.channel).find(({ ephemeral, ts }) => ephemeral && ts > reply.ts);
      return (await until(follows)).text;
    };
    const openModal = () => {
      const modal = slack.views(name).modals.at(-1);
      if (!modal) throw new Error(`${name} has no modal open`);
      return modal;
    };
    return {
      name,
      async types(text, where = {}) {
        const { reply } = await slack.types({
          as: name,
          channel: where.channel ?? 'checkout',
          text,
          ...(where.threadTs && { threadTs: where.threadTs }),
        });
        return answered(reply);
      },
      async presses(label, where = {}) {
        const { reply, error } = await slack.presses(find(label, where));
        return error ?? answered(reply);
      },
      async answers(label, values, where = {}) {
        const { view } = await slack.presses(find(label, where));
        if (!view) throw new Error(`no modal opened for ${label}`);
        const { reply, error } = await slack.submits({ as: name, viewId: view.shape.id, values });
        return error ?? answered(reply);
      },
      async says(text, { channel = 'checkout', threadTs } = {}) {
        const { ts = '' } = await slack.types({ as: name, channel, text, ...(threadTs && { threadTs }) });
        return ts;
      },
      edits: (ts, text, channel = 'checkout') => slack.edits({ as: name, channel, ts, text }),
      deletes: (ts, channel = 'checkout') => slack.deletes({ as: name, channel, ts }),
      async shares(file, { channel = 'checkout', threadTs } = {}) {
        const { ts } = await slack.shares({ as: name, channel, ...file, ...(threadTs && { threadTs }) });
        return ts;
      },
      reacts: (emoji, where) => slack.reacts({ as: name, emoji, ...spot(where) }),
      unreacts: (emoji, where) => slack.unreacts({ as: name, emoji, ...spot(where) }),
      async uses(title, on) {
        const { reply, error } = await slack.uses({ as: name, title, ...(on && { on: spot(on) }) });
        return error ?? answered(reply);
      },
      modal: () => textsIn(openModal().shape).join('\n'),
      async submits(values) {
        const { reply, error, errors } = await slack.submits({ as: name, viewId: openModal().shape.id, values });
        return error ?? (errors === undefined ? answered(reply) : Object.values(errors).join('\n'));
      },
      async isTold(text, channel) {
        const told = () => sees(channel).findLast((message) => message.ephemeral && textOf([message]).includes(text));
        await until(() => told() !== undefined);
        const message = told();
        return message ? textOf([message]) : '';
      },
      dm: () => textOf(sees('@shipmate')),
      sees,
      reads: (channel) => textOf(sees(channel)),
    };
  }

  if (!options.withoutBot) await town.openBot();
  return town;
}

interface Element {
  action_id: string;
  text?: { text: string };
  /** One of what stands behind the dots. */
  options?: { text: { text: string }; value: string }[];
  chosen?: string;
}

/** Buttons of different rows may have the same name. */
const blockOf = (block: object): { blockId?: string } =>
  'block_id' in block && typeof block.block_id === 'string' ? { blockId: block.block_id } : {};

const elementsOf = (block: object): Element[] => {
  if ('accessory' in block) return [block.accessory as Element];
  return 'elements' in block && Array.isArray(block.elements) && 'type' in block && block.type === 'actions'
    ? (block.elements as Element[]).flatMap((element) => [element, ...optionsOf(element)])
    : [];
};

const optionsOf = ({ action_id, options = [] }: Element): Element[] =>
  options.map(({ text, value }) => ({ action_id, text, chosen: value }));

/** What stands in messages and in all their blocks. */
const textOf = (messages: readonly SeenMessage[]): string =>
  messages.map((message) => [message.text, ...textsIn(message.blocks)].join('\n')).join('\n');

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, one]) => (name === 'text' && typeof one === 'string' ? [one] : textsIn(one)));
}
