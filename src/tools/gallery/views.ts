import { menu } from '../../commands/index.ts';
import type { Intent } from '../../domain/intent.ts';
import { Outage, Refusal } from '../../domain/problems.ts';
import { Settings } from '../../domain/settings.ts';
import type { LedgerEntry, Message, Modal, Reply } from '../../ports.ts';
import * as attachment from '../../views/attachment.ts';
import * as corridor from '../../views/corridor.ts';
import * as asked from '../../views/deploy/asked.ts';
import * as lists from '../../views/deploy/lists.ts';
import * as messages from '../../views/deploy/messages.ts';
import * as newest from '../../views/deploy/newest.ts';
import * as privately from '../../views/deploy/private.ts';
import * as root from '../../views/deploy/root.ts';
import * as survey from '../../views/deploy/survey.ts';
import * as thread from '../../views/deploy/thread.ts';
import * as ops from '../../views/ops.ts';
import { buildPictures } from './builds.ts';
import { allDeploys, ana, deploys, now } from './deploys.ts';
import { freezePictures } from './freezes.ts';
import { incidentPictures } from './incidents.ts';
import { learningPictures } from './learning.ts';
import { lockPictures } from './locks.ts';
import { ticketPictures } from './tickets.ts';

/** One picture: how it is called, and what people see. */
export interface Picture {
  name: string;
  shows: Message | Modal;
}

/** What a view gives: rendered at once, or wrapped up for the post. */
type Rendered = Message | Modal | Reply | undefined | readonly { message: Message }[];
/** Examples of one view by what they are examples of. */
type Examples = Readonly<Record<string, Rendered>>;
/** Every view of a file has examples: one without does not compile. */
type Pictured<File> = { readonly [View in keyof File]: Examples };

/** Those that everybody sees. */
const openly = allDeploys.filter(({ confirmed, dryRun }) => confirmed && !dryRun);
/** Those that the asker alone sees, and those that end so. */
const alone = allDeploys.filter(({ confirmed, dryRun, status }) => !confirmed || dryRun || status === 'expired' || status === 'superseded');

const trouble = 'GitHub does not answer; I keep trying.';

/** The same view of every deploy, one example each. */
const ofEach = <One extends { status: string }>(all: readonly One[], render: (one: One) => Rendered): Examples =>
  Object.fromEntries(
    all.map((one, index) => [`${one.status} ${all.slice(0, index + 1).filter(({ status }) => status === one.status).length}`, render(one)]),
  );

const intent: Intent = {
  id: 'e-1',
  line: 'deploy checkout v1.3.0 to production',
  from: { teamId: 'T0ACME', userId: 'U0ANA' },
  via: 'slash',
  channel: 'C0CHECKOUT',
  traceId: '9f3c5d7e11aa04b2',
  dedupeKey: 'k-1',
  receivedAt: now.toISOString(),
};

const settings = Settings.parse({
  channels: { deploys: 'C0DEPLOYS' },
  roles: { deployer: ['deploy:*/*'] },
  environments: { production: { cluster: { context: 'acme', namespace: 'production' } } },
  services: { checkout: { image: 'registry.acme.dev/shop/checkout', channel: 'C0CHECKOUT' } },
});

const entry = (seq: number, given: Partial<LedgerEntry>): LedgerEntry => ({
  seq,
  at: now.toISOString(),
  actor: { person: 'U0ANA', name: 'Ana Ruiz', account: 'T0ACME/U0ANA' },
  via: 'slash',
  verb: 'deploy',
  decision: 'done',
  reason: 'ok',
  subjects: ['D-482', 'checkout/production'],
  traceId: '9f3c5d7e11aa04b2',
  prevHash: '0'.repeat(64),
  hash: 'f'.repeat(64),
  ...given,
});

const standing = { version: 'v1.2.0', digest: `sha256:${'a'.repeat(64)}`, image: 'registry.acme.dev/shop/checkout', healthy: true };
const surveyed = { id: 'survey-1', traceId: '9f3c5d7e11aa04b2', askedIn: 'C0CHECKOUT', userId: 'U0ANA', places: [] };

const corridorViews: Pictured<typeof corridor> = {
  explain: {
    refusal: corridor.explain(
      new Refusal('not_authorized', 'You may not deploy checkout in production (`/deploy`). Ben Okafor may: ask there.'),
      intent.traceId,
    ),
    outage: corridor.explain(new Outage('kubernetes'), intent.traceId),
    'database outage': corridor.explain(new Outage('database'), intent.traceId),
    mistake: corridor.explain(new TypeError('x is not a function'), intent.traceId),
  },
  unsure: { '': corridor.unsure(intent.traceId) },
  refusedNotice: {
    '': corridor.refusedNotice(intent, 'Dev Patel', 'deploy:production/checkout', new Refusal('not_authorized', 'You may not.')),
    nameless: corridor.refusedNotice(intent, undefined, 'deploy:production/checkout', new Refusal('not_linked', 'I do not know you.')),
  },
  lostNotice: { '': corridor.lostNotice(intent) },
  settingsNotice: { '': corridor.settingsNotice(['17:3 environments.prod is not an environment.', '21:5 "approver" grants nothing.']) },
};

const askedViews: Pictured<typeof asked> = {
  askedView: ofEach(deploys.requested, asked.askedView),
  decidedView: ofEach(
    [...deploys.awaitingApproval, ...deploys.cleared, ...deploys.cancelled, ...deploys.refused, ...deploys.queued],
    asked.decidedView,
  ),
  stoppingView: ofEach(deploys.rollingOut, asked.stoppingView),
  rejectModal: ofEach(deploys.awaitingApproval, asked.rejectModal),
};

const rootViews: Pictured<typeof root> = {
  deployView: {
    ...ofEach(openly, (deploy) => root.deployView(deploy, now)),
    'in trouble': root.deployView(deploys.rollingOut[0], now, trouble),
  },
};

const privateViews: Pictured<typeof privately> = {
  privateCard: {
    ...ofEach(alone, (deploy) => privately.privateCard(deploy, undefined)),
    'in trouble': privately.privateCard(deploys.requested[0], trouble),
  },
  refusedCard: ofEach(deploys.refused, privately.refusedCard),
};

const threadViews: Pictured<typeof thread> = { threadMessages: ofEach(openly, thread.threadMessages) };

/** What is sent together: the root and the thread have their own pictures, so the line in `deploys` is the new one here. */
const messageViews: Pictured<typeof messages> = {
  deployMessages: ofEach(openly, (deploy) =>
    messages.deployMessages(deploy, { now, settings, trouble: undefined }).filter(({ key }) => key.endsWith('/mirror')),
  ),
};

const listViews: Pictured<typeof lists> = {
  statusView: {
    '': lists.statusView(
      [
        { service: 'checkout', environment: 'production', deploys: [...deploys.rollingOut, ...deploys.live] },
        { service: 'checkout', environment: 'staging', deploys: [...deploys.stuck] },
        { service: 'payments', environment: 'production', deploys: [] },
      ],
      now,
    ),
    nothing: lists.statusView([], now),
  },
  historyView: { '': lists.historyView(allDeploys, now), nothing: lists.historyView([], now) },
  queueView: { '': lists.queueView([...deploys.rollingOut, ...deploys.queued], now), nothing: lists.queueView([], now) },
};

const named = {
  ...surveyed,
  id: 'newest-1',
  kind: 'deploy',
  service: 'checkout',
  environment: 'production',
  wanted: 'latest',
  dryRun: false,
} as const;
const say = 'Newest: `v1.4.2` (2 h), `v1.4.1` (1 d), `v1.4.0` (3 d).';
const newestViews: Pictured<typeof newest> = {
  newestMessages: {
    asked: newest.newestMessages({ ...named, status: 'asked' }),
    told: newest.newestMessages({ ...named, status: 'told', say, likely: 'v1.4.2' }),
    'told of a plan': newest.newestMessages({ ...named, dryRun: true, status: 'told', say, likely: 'v1.4.2' }),
    'told of a rollback': newest.newestMessages({
      ...named,
      kind: 'rollback',
      reason: 'it said "no"',
      status: 'told',
      say: 'What ran well there: `v1.4.1`, `v1.4.0`.',
      likely: 'v1.4.1',
    }),
    none: newest.newestMessages({ ...named, status: 'told', say: 'It has no versions yet.' }),
  },
};

const surveyViews: Pictured<typeof survey> = {
  surveyMessages: {
    asked: survey.surveyMessages({ ...surveyed, status: 'asked' }),
    told: survey.surveyMessages({
      ...surveyed,
      status: 'told',
      sightings: [
        { service: 'checkout', environment: 'production', standing },
        { service: 'checkout', environment: 'staging', standing: { ...standing, healthy: false } },
        { service: 'payments', environment: 'production', say: 'The cluster does not answer' },
      ],
    }),
  },
};

const file = {
  id: 'INC-17-stats',
  traceId: '9f3c5d7e11aa04b2',
  askedAt: now.toISOString(),
  where: { channel: 'C0INCIDENTS' },
  name: 'incidents.png',
  title: 'Incidents by service',
  comment: 'Incidents by service, in incidents by service: checkout 4, payments 2.',
};

const attachmentViews: Pictured<typeof attachment> = {
  attachmentMessages: {
    wanted: attachment.attachmentMessages({ ...file, status: 'wanted', content: { kind: 'text', text: '' } }),
    'not shared': attachment.attachmentMessages({ ...file, status: 'notShared', why: 'Slack says `missing_scope`.' }),
  },
};

const opsViews: Pictured<typeof ops> = {
  helpView: { '': ops.helpView(menu.commands, undefined), nothing: ops.helpView([], 'fly') },
  whoamiView: { mapped: ops.whoamiView({ ...ana, roles: ['deployer'] }, true), unmapped: ops.whoamiView({ ...ana, roles: [] }, false) },
  canView: {
    yes: ops.canView({
      userId: 'U0BEN',
      wanted: '/deploy checkout to production',
      may: true,
      because: 'the role `deployer` grants `deploy:*/*` (shipmate.yaml:17)',
    }),
    no: ops.canView({ userId: 'U0DEV', wanted: '/deploy checkout to production', may: false, because: 'no role of theirs grants it' }),
  },
  healthView: {
    well: ops.healthView([{ system: 'database', well: true, say: 'answers' }]),
    'not well': ops.healthView([
      { system: 'database', well: true, say: 'answers' },
      { system: 'image registry', well: false, say: 'does not answer within a second' },
    ]),
  },
  auditView: {
    '': ops.auditView([
      entry(1, { decision: 'opened', actor: { account: 'T0ACME/U0ANA' }, subjects: [] }),
      entry(2, { before: undefined, after: 'requested' }),
      entry(3, { verb: 'deploy approve', decision: 'refused', reason: 'self_approval' }),
      entry(4, { decision: 'changed', actor: { account: 'shipmate' }, via: 'workflow', before: 'baking', after: 'live' }),
    ]),
    nothing: ops.auditView([]),
  },
};

const files: Readonly<Record<string, Readonly<Record<string, Examples>>>> = {
  attachment: attachmentViews,
  corridor: corridorViews,
  asked: askedViews,
  root: rootViews,
  private: privateViews,
  thread: threadViews,
  messages: messageViews,
  lists: listViews,
  survey: surveyViews,
  newest: newestViews,
  ops: opsViews,
  ...lockPictures,
  ...freezePictures,
  ...incidentPictures,
  ...learningPictures,
  ...ticketPictures,
  ...buildPictures,
};

/** Every view in every state. */
export const gallery: readonly Picture[] = Object.entries(files).flatMap(([file, views]) =>
  Object.entries(views).flatMap(([view, examples]) =>
    Object.entries(examples).flatMap(([example, rendered]) =>
      shownIn(rendered).map((shows, index, all) => ({
        name: [file, view, example, all.length > 1 ? `(${index + 1})` : ''].filter(Boolean).join(' · '),
        shows,
      })),
    ),
  ),
);

function shownIn(rendered: Rendered): (Message | Modal)[] {
  if (rendered === undefined) return [];
  if (isPost(rendered)) return rendered.map(({ message }) => message);
  if ('blocks' in rendered) return [rendered];
  return [rendered.message, rendered.modal].filter((one) => one !== undefined);
}

function isPost(rendered: NonNullable<Rendered>): rendered is readonly { message: Message }[] {
  return Array.isArray(rendered);
}
