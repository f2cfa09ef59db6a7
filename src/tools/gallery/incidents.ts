import type { Incident, IncidentFacts, IncidentIn } from '../../domain/incident/incident.ts';
import { linesOf } from '../../domain/incident/timeline.ts';
import type { PersonRef } from '../../domain/person.ts';
import * as asked from '../../views/incident/asked.ts';
import * as captured from '../../views/incident/captured.ts';
import * as card from '../../views/incident/card.ts';
import * as channel from '../../views/incident/channel.ts';
import * as closing from '../../views/incident/closing.ts';
import * as headline from '../../views/incident/headline.ts';
import * as lists from '../../views/incident/lists.ts';
import * as messages from '../../views/incident/messages.ts';
import * as timeline from '../../views/incident/timeline.ts';
import { ana } from './deploys.ts';

/** An incident in every state, in the words of the make-believe company. */

const day = '2026-11-20T';
const at = (time: string): string => `${day}${time}:00.000Z`;
const cleo: PersonRef = { id: 'U0CLEO', name: 'Cleo Laurent', account: 'T0ACME/U0CLEO', userId: 'U0CLEO' };

const facts: IncidentFacts = {
  id: 'INC-17',
  title: 'Checkout answers with errors',
  severity: 2,
  services: ['checkout'],
  private: false,
  drill: false,
  phase: 'response',
  phases: [
    { phase: 'observation', at: at('13:45') },
    { phase: 'response', at: at('13:58') },
  ],
  suggested: null,
  stage: 'identified',
  impact: 'One basket in ten cannot be paid for',
  cause: null,
  suspect: null,
  declaredBy: ana,
  declaredAt: at('13:45'),
  declaredIn: 'C0CHECKOUT',
  startedAt: at('13:40'),
  traceId: '9f3c5d7e11aa04b2',
  roles: { ic: cleo, scribe: ana },
  people: [ana, cleo],
  acknowledgedAt: at('13:47'),
  mitigatedAt: null,
  resolvedAt: null,
  nextUpdateAt: at('14:30'),
  headlineIn: 'C0INCIDENTS',
  place: { kind: 'channel', channel: 'C0INC17', name: 'inc-20261120-checkout-answers-with-errors-17' },
  lost: null,
  hidden: null,
  formerly: null,
  archived: null,
  pages: [{ number: 1, by: 'Ana Ruiz', userIds: ['U0CLEO'] }],
  errands: [],
  troubles: [],
  tasks: [{ number: 1, text: 'Raise the timeout', who: cleo, when: 'soon', ticket: 'T-9', by: ana, at: at('14:00'), done: null }],
  links: [{ url: 'https://grafana.acme.dev/d/checkout', label: 'Dashboard' }],
  freezesToldUntil: null,
  seen: 1,
  digest: {
    upTo: 3,
    count: 3,
    last: [
      { id: 'E-17-1', seq: 1, occurredAt: at('13:40'), name: 'Ana Ruiz', text: 'the first error', struck: false, times: 1 },
      {
        id: 'E-17-2',
        seq: 2,
        occurredAt: at('13:50'),
        name: 'Cleo Laurent',
        text: 'only *one* <b>pod</b> of three',
        struck: false,
        times: 1,
      },
      {
        id: 'E-17-3',
        seq: 3,
        occurredAt: at('13:58'),
        name: 'Shipmate',
        text: 'D-3: v1.3.0 of payments in staging is live',
        struck: false,
        fold: 'payments',
        times: 2,
      },
    ],
  },
  resembles: null,
};

const resolved = {
  mitigatedAt: at('14:05'),
  resolvedAt: at('14:20'),
  summary: 'v1.2.0 is back',
  resolvedBy: cleo,
  missing: ['cause'],
  nextUpdateAt: null,
};

const declared: Incident = {
  ...facts,
  status: 'declared',
  severity: null,
  roles: {},
  impact: null,
  place: { kind: 'thread', channel: 'C0INCIDENTS' },
  digest: { upTo: 0, count: 0, last: [] },
};
const open: Incident = { ...facts, status: 'open' };
const over: IncidentIn<'resolved'> = { ...facts, ...resolved, status: 'resolved' };

const hidden = { headlineIn: 'C0INCIDENTS', channel: 'C0INC17', at: at('14:10'), disclosedBy: null };

export const incidents: readonly Incident[] = [
  declared,
  open,
  {
    ...facts,
    status: 'open',
    drill: true,
    suggested: 'response',
    formerly: { kind: 'thread', channel: 'C0INCIDENTS' },
    troubles: ['Slack did not open a channel (`name_taken`), so the work goes on in this thread.'],
    resembles: 'INC-16',
  },
  {
    ...facts,
    status: 'open',
    place: { kind: 'thread', channel: 'C0INCIDENTS' },
    lost: { channel: 'C0INC17', name: 'inc-20261120-checkout-17', because: 'archived', at: at('14:10') },
  },
  { ...facts, status: 'open', private: true, headlineIn: null, hidden },
  { ...facts, status: 'open', hidden: { ...hidden, disclosedBy: 'Cleo Laurent' } },
  {
    ...facts,
    status: 'open',
    private: true,
    headlineIn: null,
    hidden,
    place: { kind: 'direct', channel: 'U0ANA' },
    lost: { channel: 'C0INC17', name: 'inc-20261120-checkout-17', because: 'public', at: at('14:20') },
  },
  { ...facts, status: 'mitigated', phase: 'remediation', stage: 'monitoring', mitigatedAt: at('14:05') },
  over,
  {
    ...facts,
    ...resolved,
    status: 'closed',
    archived: { channel: 'C0INC', name: 'inc-20260102-checkout-17', at: at('14:30'), file: 'https://acme.slack.com/files/U0SHIPMATE/F1' },
  },
  { ...facts, status: 'merged', into: 'INC-16', by: cleo, endedAt: at('14:01') },
  { ...facts, status: 'cancelled', why: 'a test of the alert', by: cleo, endedAt: at('14:01') },
];

const kept = (seq: number, occurred: string, recorded: string, data: object) => ({
  seq,
  id: `E-17-${seq}`,
  occurredAt: new Date(at(occurred)),
  recordedAt: new Date(at(recorded)),
  data: { kind: 'note', phase: 'observation', actor: ana, text: '', ...data },
});

const lines = linesOf([
  kept(1, '13:45', '13:45', { kind: 'declared', text: 'declared: Checkout answers with errors' }),
  kept(2, '13:40', '13:52', {
    text: 'the first error',
    source: { channel: 'C0CHECKOUT', ts: '1.2', permalink: 'https://acme.slack.com/archives/C0CHECKOUT/p12?thread_ts=1&cid=C0CHECKOUT' },
  }),
  kept(3, '13:53', '13:53', { kind: 'edit', of: 'E-17-2', actor: cleo, text: 'the first error that a customer saw' }),
  kept(4, '13:54', '13:54', { text: 'the wrong incident' }),
  kept(5, '13:55', '13:55', { kind: 'strike', of: 'E-17-4', text: 'belongs to INC-16' }),
  kept(6, '13:56', '13:56', { kind: 'credit', of: 'E-17-2', actor: cleo }),
  kept(7, '13:57', '13:57', { kind: 'sourceDeleted', of: 'E-17-2' }),
  kept(8, '13:58', '13:58', { kind: 'joined', text: 'takes part' }),
  kept(9, '13:59', '13:59', { kind: 'joined', actor: cleo, text: 'takes part' }),
  kept(10, '14:00', '14:00', { kind: 'deploy', text: 'D-3: Ana Ruiz deploys v1.3.0 of payments in staging', dependency: 'payments' }),
  kept(11, '14:01', '14:01', { kind: 'deploy', text: 'D-3: v1.3.0 of payments in staging is live', dependency: 'payments' }),
  { ...kept(12, '14:02', '14:02', { text: 'it is better' }), shownAt: { channel: 'C0INC', ts: '5.6', threadTs: '1.1' } },
]);

const many = linesOf(Array.from({ length: 45 }, (_, index) => kept(index + 1, '13:40', '13:40', { text: `line ${index}` })));

const ofEach = <Rendered>(render: (incident: Incident) => Rendered): Record<string, Rendered> =>
  Object.fromEntries(incidents.map((incident, index) => [`${incident.status} ${index + 1}`, render(incident)]));

const again = () => 'incident log the first error';

export const incidentPictures = {
  'incident card': { controlCard: ofEach(card.controlCard) },
  'incident closing': {
    closingView: {
      'a task left': closing.closingView(over),
      'a deploy is suspected': closing.closingView({ ...over, suspect: 'D-3' }),
      'a deploy it was': closing.closingView({ ...over, suspect: 'D-3', cause: 'deploy' }),
      'nothing left': closing.closingView({
        ...over,
        tasks: over.tasks.map((task) => ({ ...task, done: { by: cleo, at: at('14:10') } })),
        missing: [],
      }),
      'hardly anything known': closing.closingView({ ...over, people: [], tasks: [], summary: null, acknowledgedAt: null }),
      'very many tasks': closing.closingView({
        ...over,
        tasks: over.tasks.flatMap((task) => Array.from({ length: 12 }, (_, index) => ({ ...task, number: index + 1 }))),
      }),
    },
    causeModal: { '': closing.causeModal({ ...over, suspect: 'D-3' }) },
  },
  'incident channel': {
    channelMessages: ofEach(channel.channelMessages),
    hiddenHeadline: { '': channel.hiddenHeadline(open) },
  },
  'incident headline': { headlineView: ofEach(headline.headlineView) },
  'incident messages': {
    incidentMessages: ofEach(messages.incidentMessages),
    loggedLine: {
      now: messages.loggedLine('E-17-4', 'Ana Ruiz', at('13:50'), at('13:50'), 'the first error'),
      later: messages.loggedLine('E-17-4', 'Ana Ruiz', at('13:50'), at('14:20'), 'the first error'),
    },
    changedLine: {
      '': messages.changedLine('E-17-5', 'Ana Ruiz', at('13:50'), 'SEV1 now, it was SEV2', undefined),
      'calls somebody': messages.changedLine('E-17-6', 'Ana Ruiz', at('13:50'), 'Commander is Cleo Laurent now', 'U0CLEO'),
    },
  },
  'incident lists': {
    listView: {
      some: lists.listView(incidents.slice(0, 3), incidents.slice(3), 1),
      none: lists.listView([], [], 0),
    },
    tasksView: { '': lists.tasksView(open), none: lists.tasksView({ ...open, tasks: [] }) },
  },
  'incident timeline': {
    timelineView: {
      '': timeline.timelineView(open, lines, { linksBegin: 'https://acme.slack.com/archives/' }),
      all: timeline.timelineView(open, lines, { all: true }),
      'second page': timeline.timelineView(open, many, { page: 2 }),
      nothing: timeline.timelineView(open, []),
    },
  },
  'incident captured': {
    captureMessages: {
      unreadable: captured.captureMessages({
        status: 'unreadable',
        id: 'INC-17-said-C0CHECKOUT-1.2',
        incident: 'INC-17',
        channel: 'C0CHECKOUT',
        ts: '1.2',
        by: [ana],
        askedAt: at('13:50'),
        traceId: '9f3c5d7e11aa04b2',
        round: 0,
      }),
    },
  },
  'incident asked': {
    capturedView: {
      new: asked.capturedView('INC-17', 'new'),
      credited: asked.capturedView('INC-17', 'credited'),
      known: asked.capturedView('INC-17', 'known'),
    },
    strikeInsteadView: { '': asked.strikeInsteadView('E-17-4') },
    declaredView: { alone: asked.declaredView(declared, undefined), 'like another': asked.declaredView(declared, open) },
    declareModal: {
      '': asked.declareModal({ services: ['checkout', 'payments'], line: 'incident declare' }),
      'of a deploy': asked.declareModal({
        services: ['checkout'],
        chosen: 'checkout',
        title: 'checkout v1.4.0 failed in production',
        line: 'incident declare --of D-482',
      }),
    },
    loggedView: { '': asked.loggedView('E-17-2', at('13:40'), 'the first error') },
    severalLoggedView: { '': asked.severalLoggedView(['E-17-2', 'E-17-3']) },
    whichMomentView: {
      '': asked.whichMomentView(
        '01:30 happened twice on 2026-10-25 in Europe/London: the clocks went back. Which moment do you mean?',
        [
          { label: '01:30 UTC+01:00 (00:30 UTC)', at: new Date('2026-10-25T00:30:00Z') },
          { label: '01:30 UTC+00:00 (01:30 UTC)', at: new Date('2026-10-25T01:30:00Z') },
        ],
        again,
      ),
    },
    longAgoView: { '': asked.longAgoView(at('13:40'), again()) },
    whichIncidentView: {
      one: asked.whichIncidentView([open], again),
      several: asked.whichIncidentView([open, declared], again),
    },
    logModal: { '': asked.logModal('incident log --in INC-17') },
    changedView: { '': asked.changedView(open, 'SEV1 now') },
  },
};
