import type { Incident } from '../../domain/incident/incident.ts';
import { inquiryInto } from '../../domain/incident/inquiry.ts';
import type { Paper } from '../../domain/incident/paper.ts';
import { draftOf, type Publication } from '../../domain/incident/publication.ts';
import type { Suspect } from '../../domain/incident/suspects.ts';
import { type Watching, watchOf } from '../../domain/incident/watch.ts';
import * as afterHours from '../../views/incident/after-hours.ts';
import * as inquiry from '../../views/incident/inquiry.ts';
import * as paper from '../../views/incident/paper.ts';
import * as publication from '../../views/incident/publication.ts';
import * as update from '../../views/incident/update.ts';
import * as watch from '../../views/incident/watch.ts';
import { incidents } from './incidents.ts';

/** What the bot asks, tells and learns while and after people work on an incident. */

const named = (status: Incident['status']): Incident => {
  const found = incidents.find((one) => one.status === status);
  if (!found) throw new Error(`no ${status} incident in the gallery`);
  return found;
};
const open = named('open');
const inThread: Incident = { ...open, place: { kind: 'thread', channel: 'C0INCIDENTS' } };

const at = '2026-11-20T14:20:00.000Z';
const watching = watchOf(open);
const card = { number: 1, at, channel: 'C0INC17', asks: null, says: null, repeats: false, answer: null };
const reminder = { ...card, asks: 'U0CLEO' };
const updated = { by: 'Cleo Laurent', at: '2026-11-20T13:50:00.000Z' };

const watches: Record<string, Watching> = {
  'nobody commands': { ...watching, roleCard: card },
  'somebody does': { ...watching, roleCard: { ...card, answer: 'Cleo Laurent commands.' } },
  'severity not said': { ...watching, severity: null, severityCard: card },
  'nobody is left to command': {
    ...watching,
    goneCard: { ...card, asks: 'U0ANA', says: 'Cleo Laurent commands, and is not in this workspace any more.' },
  },
  'a long shift': { ...watching, shiftCard: { ...card, asks: 'U0CLEO', says: 'Cleo Laurent has commanded for 4 hours.' } },
  'first reminder': { ...watching, reminder },
  'third reminder': { ...watching, updated, reminder: { ...reminder, number: 3, repeats: true } },
  'drill, answered': { ...watching, drill: true, updated, reminder: { ...reminder, answer: 'Cleo Laurent sent one.' } },
};

const said = { id: 'E-17-5', text: 'Half of the *pods* answer again <!channel>', by: 'Cleo Laurent', next: '2026-11-20T14:50:00.000Z' };

const asked = inquiryInto(open, { id: 'INC-17-suspects', to: { kind: 'place', channel: 'C0INC17' } });
const suspect = (over: Partial<Suspect>): Suspect => ({
  id: 'D-482',
  kind: 'deploy',
  service: 'checkout',
  environment: 'production',
  at: '2026-11-20T13:30:00.000Z',
  what: 'v1.2.0 → v1.3.0 in production',
  by: 'Ana Ruiz',
  standing: 'inForce',
  commits: 4,
  forced: [],
  diffUrl: 'https://github.com/acme/checkout/compare/a...b',
  rollsBack: 'D-482',
  score: 83,
  reasons: ['10 min before it began', 'checkout itself', '4 commits'],
  ...over,
});
const plain = { rollsBack: undefined, diffUrl: undefined, commits: undefined };
const suspects = [
  suspect({}),
  suspect({
    ...plain,
    id: 'S-9',
    kind: 'build',
    what: 'unit-tests is red on main of acme/checkout: expected <200>, got *500*',
    by: undefined,
    score: 40,
  }),
  suspect({
    ...plain,
    id: 'ledger 512',
    kind: 'settings',
    service: undefined,
    environment: undefined,
    what: 'bake: 60s → 1s',
    by: undefined,
    score: 12,
  }),
];
const told = { ...asked, status: 'told', suspects, more: 0, trouble: null } as const;

const wanted = {
  id: 'paper-1',
  traceId: '9f3c5d7e11aa04b2',
  askedBy: open.declaredBy,
  askedAt: at,
  where: { channel: 'C0INCIDENTS' },
};
const figures = {
  by: 'service',
  since: '2026-08-22T14:20:00.000Z',
  count: 5,
  open: 1,
  privately: 2,
  medians: { detectMs: 300_000, acknowledgeMs: 60_000, mitigateMs: 2_400_000, resolveMs: 5_400_000 },
  groups: [
    { name: 'checkout', count: 4, medians: { detectMs: 300_000 } },
    { name: 'payments', count: 1, medians: { phases: { observation: 240_000, remediation: 5_400_000 } } },
  ],
} as const;
const remark = { words: 'Dana broke it', instead: 'the change to …', line: 12 };
const review = { ...wanted, about: { kind: 'review', incident: 'INC-17' }, status: 'written' } as const;
const papers: Record<string, Paper> = {
  wanted: { ...wanted, status: 'wanted', about: { kind: 'timeline', incident: 'INC-17', format: 'md' } },
  'not written': { ...wanted, status: 'notWritten', about: review.about, say: 'Slack does not answer.' },
  'a review': { ...review, remarks: [], url: 'https://github.com/acme/reviews/pull/7' },
  'a review that may blame': {
    ...review,
    remarks: Array.from({ length: 12 }, () => remark),
    trouble: 'GitHub did not take the pull request: Not Found',
  },
};

const words = { text: 'Some <baskets> cannot be *paid* for. We put the last version back.' };
const draft = draftOf(
  open,
  words,
  {},
  {
    id: 'P-3',
    traceId: open.traceId,
    draftedBy: open.declaredBy,
    draftedAt: at,
    channel: 'C0INC17',
  },
);
const outside = { audiences: ['everyone'], templates: ['investigating', 'resolved', 'delay'] };
const sent = { ...draft, publishedBy: open.declaredBy, publishedAt: at };
const page = { where: 'https://status.acme.dev', trouble: null };
const publications: Record<string, Publication> = {
  drafted: draft,
  publishing: { ...sent, status: 'publishing' },
  announcing: { ...sent, status: 'announcing', page, told: [] },
  published: { ...sent, status: 'published', page, told: [{ where: 'https://hooks.acme.dev/secret', trouble: null }] },
  'published in part': {
    ...sent,
    status: 'published',
    page: { ...page, trouble: '`status.json` holds something that is not mine, and is left alone.' },
    told: [{ where: 'https://hooks.acme.dev/secret', trouble: 'It was answered with status 404.' }],
  },
  discarded: { ...draft, status: 'discarded', discardedBy: open.declaredBy },
};

export const learningPictures = {
  'incident publication': {
    publicationMessages: { drafted: publication.publicationMessages(draft) },
    publicationCard: Object.fromEntries(Object.entries(publications).map(([name, one]) => [name, publication.publicationCard(one)])),
    redraftModal: {
      '': publication.redraftModal(draft, outside),
      'for several audiences': publication.redraftModal(draft, { audiences: ['everyone', 'partners'] }),
    },
    publicationView: { '': publication.publicationView(draft, 'it is being published') },
  },
  'incident inquiry': {
    inquiryMessages: {
      asked: inquiry.inquiryMessages(asked),
      'for the asker': inquiry.inquiryMessages({ ...told, to: { kind: 'asker', askedIn: 'C0CHECKOUT', userId: 'U0ANA' } }),
    },
    suspectsView: {
      '': inquiry.suspectsView(told),
      none: inquiry.suspectsView({ ...told, suspects: [], services: [] }),
      'more, without GitHub': inquiry.suspectsView({
        ...told,
        more: 4,
        trouble: 'GitHub does not answer, so sizes and diffs are missing.',
      }),
    },
  },
  'incident paper': {
    paperMessages: Object.fromEntries(Object.entries(papers).map(([name, one]) => [name, paper.paperMessages(one)])),
    statsView: {
      '': paper.statsView({ ...figures, groups: [...figures.groups] }),
      nothing: paper.statsView({ ...figures, count: 0, open: 0, privately: 0, medians: {}, groups: [] }),
    },
    onItView: { here: paper.onItView('the timeline of `INC-17`', false), direct: paper.onItView('the statistics', true) },
  },
  'incident watch': { watchMessages: Object.fromEntries(Object.entries(watches).map(([name, one]) => [name, watch.watchMessages(one)])) },
  'incident after-hours': {
    afterHoursView: {
      '': afterHours.afterHoursView({
        incident: 'INC-17',
        leader: 'Cleo Laurent',
        timezone: 'Europe/Paris',
        morning: '2026-11-23T07:00:00.000Z',
      }),
    },
  },
  'incident update': {
    updateMessages: {
      'in its channel': update.updateMessages(open, said),
      'in a thread': update.updateMessages(inThread, { ...said, next: null }),
    },
    updatedView: {
      '': update.updatedView(open, { isSent: true, next: said.next }),
      'the last one': update.updatedView(open, { isSent: true, next: null }),
      drafted: update.updatedView(open, { isSent: true, next: said.next, draft: 'P-3' }),
      'only for people outside': update.updatedView(open, { isSent: false, next: null, draft: 'P-3' }),
    },
    remindedView: { '': update.remindedView(open, said.next), off: update.remindedView(open, null) },
    updateModal: {
      '': update.updateModal('incident update --in INC-17', outside, false),
      private: update.updateModal('incident update --in INC-17', undefined, false),
    },
  },
};
