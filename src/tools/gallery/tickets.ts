import { Settings } from '../../domain/settings.ts';
import type { Change } from '../../domain/ticket/change.ts';
import type { Question } from '../../domain/ticket/question.ts';
import type { ThreadReply, ToldComment } from '../../domain/ticket/talk.ts';
import type { Forerunner, RaisedTicket, Ticket, Twin } from '../../domain/ticket/ticket.ts';
import * as changing from '../../views/ticket/change.ts';
import * as commented from '../../views/ticket/comment.ts';
import * as digest from '../../views/ticket/digest.ts';
import * as lists from '../../views/ticket/lists.ts';
import * as messages from '../../views/ticket/messages.ts';
import * as modals from '../../views/ticket/modals.ts';
import * as privately from '../../views/ticket/private.ts';
import * as publicity from '../../views/ticket/publicity.ts';
import * as asking from '../../views/ticket/question.ts';
import * as replying from '../../views/ticket/reply.ts';
import { ana, ben } from './deploys.ts';

/** Tickets in every state, in the words of the make-believe company. */

const asked = {
  id: 'T-9',
  traceId: '9f3c5d7e11aa04b2',
  askedBy: ana,
  askedAt: '2026-11-20T14:00:00.000Z',
  askedIn: 'C0CHECKOUT',
  responseUrl: 'https://hooks.slack.com/commands/T0ACME/1/x',
  title: 'Total is cut off on small phones',
  text: 'Only below 360 px.',
  labels: ['bug'],
  assignees: [{ name: 'Ben Okafor', login: 'bokafor' }],
  priority: 'p2',
  repo: 'acme/checkout',
  withThread: false,
  sure: { duplicate: false, publicity: false },
} as const;

const read = {
  ...asked,
  labels: ['trivial', 'bug', 'p2'],
  assignees: [...asked.assignees],
  about: { channel: 'C0CHECKOUT', ts: '1700000000.000100' },
  quotes: [{ by: 'Dev Patel', text: 'The total is cut off on my phone', files: 1 }],
  permalink: 'https://acme.slack.com/archives/C0CHECKOUT/p1700000000000100',
  channelName: 'checkout',
  fromPrivate: false,
  service: 'checkout',
  environment: 'production',
  version: 'v1.2.0',
};
const placed = { ...read, isPublic: false };
const twin: Twin = {
  repo: 'acme/checkout',
  number: 4,
  title: 'Sum is cut on narrow screens',
  url: 'https://github.com/acme/checkout/issues/4',
  createdAt: '2026-11-17T09:00:00.000Z',
  likeness: 0.71,
};
const forerunner: Forerunner = { id: 'T-8', title: 'Total is cut on small phones', likeness: 0.94 };
const raised = {
  ...placed,
  number: 12,
  url: 'https://github.com/acme/checkout/issues/12',
  assigned: ['bokafor'],
  raisedAt: '2026-11-20T14:00:02.000Z',
  course: {},
};
const pull = { number: 812, url: 'https://github.com/acme/checkout/pull/812', by: 'Ben Okafor' };
const over = { ...raised, status: 'closed', closedAt: '2026-11-21T10:00:00.000Z', undone: false } as const;

const allTickets: readonly Ticket[] = [
  { ...read, status: 'noted' },
  { ...read, status: 'askingRepository', choices: ['acme/checkout', 'acme/payments'] },
  { ...read, status: 'checking' },
  { ...placed, status: 'askingPublicity', isPublic: true, fromPrivate: true },
  { ...placed, status: 'askingDuplicate', twins: [twin, { ...twin, number: 7, title: 'Total hidden on phones' }] },
  { ...read, status: 'askingDuplicate', twins: [forerunner] },
  { ...read, status: 'joining', twin: forerunner },
  { ...placed, status: 'joining', twin },
  { ...placed, status: 'queued', searched: true, claim: 'ticket:acme/checkout:total is cut off on small phones' },
  { ...placed, status: 'sending', searched: true },
  { ...raised, status: 'raised', searched: true },
  { ...raised, status: 'raised', searched: true, twin },
  { ...raised, status: 'open' },
  { ...raised, status: 'open', course: { reopenedBy: 'Ben Okafor', movedFrom: 'acme/shop#3', mergedPull: pull } },
  { ...over, course: { closedBy: 'Ben Okafor', closedAs: 'completed' } },
  { ...over, course: { closedBy: 'Ben Okafor', closedAs: 'completed', mergedPull: pull } },
  { ...over, course: { closedBy: 'Ben Okafor', closedAs: 'not_planned' } },
  { ...over, undone: true, course: { closedBy: 'Ana Ruiz', closedAs: 'not_planned' } },
  { ...read, status: 'withdrawn', why: 'Nobody answered for a day.' },
  { ...read, status: 'refused', code: 'executor_error', say: '`acme/checkout` is archived, so nothing can be raised there.' },
  { ...placed, status: 'joined', twin },
];

const change = {
  id: 'TC-3',
  traceId: '9f3c5d7e11aa04b2',
  askedBy: ben,
  askedAt: '2026-11-20T14:00:00.000Z',
  askedIn: 'C0CHECKOUT',
  repo: 'acme/checkout',
  number: 12,
  doing: { what: 'close', as: 'completed' },
} as const;

const allChanges: readonly Change[] = [
  { ...change, status: 'asked' },
  { ...change, status: 'askingPublicity', doing: { what: 'comment', text: 'Mrs Miller sees it too.' } },
  { ...change, status: 'done', say: 'acme/checkout#12 is closed as done.', url: raised.url },
  { ...change, status: 'refused', code: 'stale_card', say: 'Somebody changed it at GitHub meanwhile.' },
];

const comment: ToldComment = {
  id: 'commented-1-T-9',
  traceId: '9f3c5d7e11aa04b2',
  status: 'told',
  ticket: 'T-9',
  channel: 'C0CHECKOUT',
  author: 'Ben Okafor',
  text: 'It is the *flex* basis. <!channel>',
  url: 'https://github.com/acme/checkout/issues/12#issuecomment-1',
};

const issue = {
  repo: 'acme/checkout',
  number: 12,
  title: asked.title,
  url: raised.url,
  state: 'open',
  labels: ['trivial', 'bug'],
  assignees: ['bokafor'],
  createdAt: '2026-11-20T14:00:02Z',
  updatedAt: '2026-11-20T14:00:02Z',
} as const;
const question = { id: 'question-1', traceId: '9f3c5d7e11aa04b2', askedIn: 'C0CHECKOUT', userId: 'U0ANA', status: 'told' } as const;
const seen = { ...issue, labels: [...issue.labels], assignees: [...issue.assignees] };

const allQuestions: readonly Question[] = [
  { ...question, wanted: { what: 'show', repo: 'acme/checkout', number: 12 }, issues: [{ ...seen, body: 'Only below 360 px.' }] },
  { ...question, wanted: { what: 'list', repos: ['acme/checkout'] }, issues: [seen, { ...seen, number: 13, state: 'closed' }] },
  { ...question, wanted: { what: 'search', repos: ['acme/checkout'], text: 'phones' }, issues: [seen] },
  { ...question, wanted: { what: 'stale', repos: ['acme/checkout'] }, issues: [] },
  {
    ...question,
    wanted: { what: 'stale', repos: ['acme/checkout'] },
    issues: [seen, { ...seen, number: 13, became: 'acme/checkout#13 is closed as not planned.' }],
  },
  { ...question, wanted: { what: 'list', repos: ['acme/checkout'] }, issues: [], say: 'GitHub does not answer. Ask again in a while.' },
];

const reply: ThreadReply = {
  id: 'said-C0CHECKOUT-1700000000.000200',
  traceId: '9f3c5d7e11aa04b2',
  ticket: 'T-9',
  repo: 'acme/checkout',
  number: 12,
  channel: 'C0CHECKOUT',
  ts: '1700000000.000200',
  threadTs: '1700000000.000100',
  by: 'Ana Ruiz',
  userId: 'U0ANA',
  text: 'Mrs Miller sees it too.',
  saidAt: '2026-11-20T14:00:00.000Z',
  status: 'askingPublicity',
};

const told = { id: 'digest-C0CHECKOUT-2026-11-23', traceId: 't', status: 'told', channel: 'C0CHECKOUT' } as const;
const pick = { repo: 'acme/checkout', number: 12, title: asked.title, url: raised.url };
const figures = { total: 40, open: 5, points: ['11-16', '11-23'], raised: [12, 9], closed: [9, 11], medianMs: 7_200_000 };
const around = {
  now: new Date(asked.askedAt),
  settings: Settings.parse({ channels: { deploys: 'C0DEPLOYS' }, roles: { deployer: ['deploy:*/*'] }, environments: {}, services: {} }),
  trouble: undefined,
};
const open: RaisedTicket = { ...raised, status: 'open' };
const trouble = 'GitHub does not answer; I keep trying.';

const each = <One extends { status: string }, Shown>(all: readonly One[], render: (one: One) => Shown): Record<string, Shown> =>
  Object.fromEntries(
    all.map((one, index) => [`${one.status} ${all.slice(0, index + 1).filter(({ status }) => status === one.status).length}`, render(one)]),
  );

/** Every view of a ticket in every state. */
export const ticketPictures = {
  ticket: {
    ticketMessages: {
      ...each(allTickets, (ticket) => messages.ticketMessages(ticket, around)),
      'in trouble': messages.ticketMessages({ ...placed, status: 'sending', searched: true }, { ...around, trouble }),
      'asked to wait': messages.ticketMessages(
        { ...read, status: 'checking' },
        { ...around, trouble: 'GitHub asks me to slow down; I go on in 45s.' },
      ),
    },
    ticketLine: { open: messages.ticketLine(open) },
    raisingView: {
      '': privately.raisingView(open),
      'of a message': privately.raisingView({ ...read, status: 'noted', title: '', repo: null }),
    },
    privateAnswer: { 'of a message': privately.privateAnswer({ ...raised, status: 'raised', searched: true }) },
    changingView: { '': changing.changingView({ ...change, status: 'asked' }) },
    changeMessages: {
      ...each(allChanges, (one) => changing.changeMessages(one, { trouble: undefined })),
      'in trouble': changing.changeMessages({ ...change, status: 'asked' }, { trouble }),
    },
    commentLine: { '': commented.commentLine(comment) },
    replyMessages: { '': replying.replyMessages(reply) },
    mirroringView: { '': replying.mirroringView(reply) },
    notMirroredView: { '': replying.notMirroredView(reply) },
    staysHereView: { '': replying.staysHereView(reply) },
    publicityAsked: {
      'much of it': publicity.publicityAsked({
        id: 'T-9',
        traceId: asked.traceId,
        repo: 'acme/web',
        facts: [],
        shown: 'Word by word. '.repeat(400),
      }),
    },
    questionMessages: Object.fromEntries(
      allQuestions.map((one, index) => [`${one.wanted.what} ${index}`, asking.questionMessages(one, { trouble: undefined })]),
    ),
    digestMessages: {
      '': digest.digestMessages({
        ...told,
        week: { raised: 12, closed: 9, open: 5, oldest: { ...pick, days: 6 }, picks: [pick], helpers: ['Ben Okafor', 'Dev Patel'] },
      }),
      nothing: digest.digestMessages({ ...told, week: { raised: 0, closed: 0, open: 0, picks: [], helpers: [] } }),
    },
    statsView: {
      '': digest.statsView(figures, 'acme/checkout', true),
      nothing: digest.statsView({ ...figures, total: 0, open: 0, medianMs: undefined }, 'all repositories', false),
    },
    lookingView: { '': lists.lookingView() },
    mineView: { '': lists.mineView(allTickets.slice(0, 6), [open]), nothing: lists.mineView([], []) },
    newTicketModal: {
      '': modals.newTicketModal({ repos: ['acme/checkout', 'acme/payments'], place: 'acme/checkout', fields: [] }),
      'with a form': modals.newTicketModal({
        repos: ['acme/checkout'],
        place: 'acme/checkout',
        fields: [
          {
            id: 'what',
            label: 'What happened?',
            kind: 'text',
            hint: 'As short as you like.',
            placeholder: 'I pressed Pay and …',
            options: [],
            required: true,
          },
          { id: 'where', label: 'Where?', kind: 'choice', options: ['Basket', 'Payment'], required: false },
        ],
      }),
      'no repository': modals.newTicketModal({ repos: [], place: undefined, fields: [] }),
    },
    editModal: { '': modals.editModal(open, 'a1b2c3d4e5f6') },
  },
};
