import type { Build, Failure } from '../../domain/build/build.ts';
import { yamlOf } from '../../domain/build/export.ts';
import type { Flaky, RepoStats } from '../../domain/build/stats.ts';
import type { RunRef, Streak, StreakIn } from '../../domain/build/streak.ts';
import type { Subscription, Watch } from '../../domain/build/subscription.ts';
import type { Umbrella } from '../../domain/build/umbrella.ts';
import * as answers from '../../views/build/answers.ts';
import * as card from '../../views/build/card.ts';
import * as help from '../../views/build/help.ts';
import * as lists from '../../views/build/lists.ts';
import * as messages from '../../views/build/messages.ts';
import * as run from '../../views/build/run.ts';
import * as thread from '../../views/build/thread.ts';
import * as umbrella from '../../views/build/umbrella.ts';
import * as watch from '../../views/build/watch.ts';
import { ana, ben, now } from './deploys.ts';

/** A red build in every state, in the words of the make-believe company. */

const day = '2026-11-20T';
const at = (time: string): string => `${day}${time}:00.000Z`;
const traceId = '9f3c5d7e11aa04b2';

const failure: Failure = {
  signature: '4be1b3f0c2d95a7781aa04b29f3c5d7e11aa04b2',
  likeness: '77c1b3f0c2d95a7781aa04b29f3c5d7e11aa04b2',
  infra: false,
  job: 'unit-tests',
  legs: [],
  step: 'vitest',
  say: 'AssertionError: expected 200, got 500',
  file: 'test/orders.spec.ts',
  line: 88,
  log: ['AssertionError: expected 200, got 500', ' FAIL  test/orders.spec.ts > refunds > pays back', ' ❯ test/orders.spec.ts:88:20'],
  url: 'https://github.com/acme/checkout/actions/runs/5512/job/9',
};

const runRef = (number: number, sha: string, title: string, time: string): RunRef => ({
  id: String(number),
  number,
  attempt: 1,
  sha,
  title,
  url: `https://github.com/acme/checkout/actions/runs/${number}`,
  at: at(time),
});

const facts = {
  id: 'B-31',
  traceId,
  repo: 'acme/checkout',
  isPrivate: true,
  system: 'github',
  workflow: 'ci',
  branch: 'main',
  branchKind: 'default',
  pullRequest: null,
  fork: false,
  signature: failure.signature,
  failure,
  since: runRef(5512, '8f31c2aa04b29f3c', 'Add refund path', '12:04'),
  newest: runRef(5514, '91ab5d7e11aa04b2', 'Round *refunds* <down> `now`', '12:31'),
  count: 3,
  othersInRun: 0,
  otherwise: null,
  green: '77aa5d7e11aa04b2',
  authors: [
    { login: 'ana-ruiz', name: 'Ana Ruiz', userId: 'U0ANA' },
    { login: 'octo-dev', name: 'octo-dev' },
  ],
  known: { seen: 14, otherBranches: 2, lastFixed: { by: 'Priya Shah', pullRequest: 812, sha: '12ab5d7e' } },
  flaky: null,
  services: ['checkout'],
  channels: ['C0BUILDS'],
  everyRun: true,
  to: null,
  besides: null,
  helpers: [],
  help: null,
  rerun: null,
  revert: null,
  ticket: null,
  under: null,
  told: true,
  unknown: null,
} satisfies Omit<StreakIn<'red'>, 'status' | 'letGo'>;

const red: StreakIn<'red'> = { ...facts, status: 'red', letGo: null };
const claimed: StreakIn<'claimed'> = { ...facts, status: 'claimed', claim: { by: ben, at: at('12:40'), until: at('14:40') } };
const muted: StreakIn<'muted'> = {
  ...facts,
  status: 'muted',
  until: '2026-11-21T12:40:00.000Z',
  mutedBy: ben,
  reason: 'waits for *nothing*',
};
const green: StreakIn<'green'> = {
  ...facts,
  status: 'green',
  endedAt: at('12:42'),
  fixed: {
    by: 'Ben Okafor',
    at: at('12:42'),
    sha: '12345d7e11aa04b2',
    url: 'https://github.com/acme/checkout/actions/runs/5515',
    number: 5515,
    pullRequest: 815,
  },
  claimedBy: ben,
};
const wanted = { by: ana, at: at('12:45'), channel: 'C0HELP', owners: [{ login: 'bokafor', name: 'Ben Okafor' }], fixers: ['Priya Shah'] };
const hostile = '<!channel> *x* _y_ <https://evil.example|ok> ``` @here';

const streaks: readonly (readonly [string, Streak])[] = [
  ['waiting', { ...facts, status: 'waiting', told: false, until: at('12:06') }],
  ['red', red],
  [
    'red for the first time',
    { ...red, count: 1, newest: facts.since, known: { seen: 1, otherBranches: 0, lastFixed: null }, authors: null },
  ],
  ['red and let go', { ...red, letGo: 'Ben Okafor', unknown: 'octo-dev' }],
  ['red and flaky', { ...red, flaky: 'otherBranches', services: [] }],
  [
    'red in a matrix, besides another',
    {
      ...red,
      failure: { ...failure, legs: ['node 20', 'node 22'] },
      besides: 'B-30',
      othersInRun: 2,
      otherwise: { number: 5515, url: red.newest.url },
    },
  ],
  [
    'red on a pull request',
    {
      ...red,
      branch: 'refunds',
      branchKind: 'feature',
      pullRequest: 815,
      channels: [],
      to: { login: 'ana-ruiz', name: 'Ana Ruiz', userId: 'U0ANA' },
      services: [],
    },
  ],
  [
    'red on a fork',
    {
      ...red,
      fork: true,
      branch: `mallory/checkout:${hostile}`,
      branchKind: 'feature',
      newest: { ...red.newest, title: hostile, url: 'javascript:alert(1)' },
      failure: { ...failure, say: hostile, log: [hostile], step: hostile, job: hostile, file: hostile },
      authors: [{ login: 'mallory', name: hostile }],
    },
  ],
  [
    'red, to be run again',
    { ...red, rerun: { by: ana, runId: '5514', attempt: 1, all: false, at: at('12:50'), done: false, refused: null } },
  ],
  [
    'red, running again',
    { ...red, rerun: { by: null, runId: '5514', attempt: 1, all: false, at: at('12:50'), done: true, refused: null } },
  ],
  [
    'red, not run again',
    {
      ...red,
      rerun: {
        by: ana,
        runId: '5514',
        attempt: 1,
        all: false,
        at: at('12:50'),
        done: false,
        refused: 'GitHub does not have that run any more.',
      },
    },
  ],
  ['red, to be reverted', { ...red, revert: { by: ana, at: at('12:50'), opened: null, refused: null } }],
  [
    'red, with a revert',
    {
      ...red,
      revert: { by: ana, at: at('12:50'), opened: { number: 816, url: 'https://github.com/acme/checkout/pull/816' }, refused: null },
    },
  ],
  [
    'red, without a revert',
    {
      ...red,
      revert: { by: ana, at: at('12:50'), opened: null, refused: '8f31c2a came with no pull request, so there is none to revert.' },
    },
  ],
  ['red for the machines, under a larger trouble', { ...red, failure: { ...failure, infra: true }, under: 'CI-3', ticket: 'T-9' }],
  ['claimed', claimed],
  ['claimed, with helpers', { ...claimed, helpers: [ana], help: wanted }],
  ['muted', muted],
  ['green', green],
  ['green by itself', { ...green, flaky: 'rerun', claimedBy: null }],
  ['passed', { ...facts, status: 'passed', told: false, endedAt: at('12:05') }],
  ['given up', { ...facts, status: 'givenUp', endedAt: at('12:55'), say: '#815 was closed' }],
];

const ofEach = <Rendered>(render: (streak: Streak) => Rendered): Record<string, Rendered> =>
  Object.fromEntries(streaks.map(([name, streak]) => [name, render(streak)]));

const standing: Umbrella = {
  status: 'standing',
  id: 'CI-3',
  traceId,
  alike: 'infra',
  infra: true,
  say: 'The self-hosted runner lost communication with the server.',
  since: at('12:00'),
  repos: ['acme/checkout', 'acme/payments', 'acme/a', 'acme/b', 'acme/c'],
  left: ['acme/checkout', 'acme/payments'],
  channels: ['C0BUILDS'],
};
const { left: _left, ...stood } = standing;

const asked: Watch = {
  status: 'asked',
  id: 'W-3',
  traceId,
  repo: 'acme/checkout',
  branch: 'release/*',
  notify: 'changes',
  channel: 'C0BUILDS',
  askedBy: ana,
  askedAt: at('12:00'),
  askedIn: 'C0CHECKOUT',
};
const watches: Readonly<Record<string, Watch>> = {
  asked,
  watching: { ...asked, status: 'watching' },
  'watching here': { ...asked, status: 'watching', askedIn: 'C0BUILDS', branch: undefined, workflow: 'nightly', notify: 'failures' },
  refused: {
    ...asked,
    status: 'refused',
    say: '`acme/checkout` is private, and people of other companies are in that channel. Choose a channel of our own.',
  },
  ended: { ...asked, status: 'ended', notify: 'all', branch: undefined },
  'ended, the file goes on': { ...asked, status: 'ended', written: true },
};
const subscriptions: readonly Subscription[] = [
  { repo: 'acme/checkout', notify: 'failures', channel: 'C0BUILDS' },
  { id: 'W-3', repo: 'acme/checkout', workflow: 'night ly', branch: 'release/*', notify: 'changes', channel: 'C0CHECKOUT' },
  { id: 'W-4', repo: 'acme/payments', notify: 'all', channel: 'C0PAYMENTS' },
];

const ended: Build = {
  status: 'settled',
  id: 'build-1',
  traceId,
  repo: 'acme/checkout',
  isPrivate: true,
  defaultBranch: 'main',
  system: 'github',
  run: {
    id: '5515',
    attempt: 1,
    number: 5515,
    workflow: 'ci',
    trigger: 'push',
    branch: 'main',
    sha: '12345d7e11aa04b2',
    title: 'Round refunds down',
    status: 'completed',
    conclusion: 'success',
    url: 'https://github.com/acme/checkout/actions/runs/5515',
    startedAt: at('12:38'),
    updatedAt: at('12:42'),
    by: { login: 'bokafor', bot: false },
    headRepo: 'acme/checkout',
    pullRequests: [],
  },
  failures: [],
  everyRunIn: ['C0BUILDS'],
};

const flaky: readonly Flaky[] = [
  {
    repo: 'acme/checkout',
    id: 'B-31',
    signature: failure.signature,
    job: 'unit-tests',
    say: failure.say,
    times: 14,
    branches: 5,
    last: at('12:31'),
    muted: true,
  },
  {
    repo: 'acme/payments',
    id: 'B-29',
    signature: failure.likeness,
    job: 'e2e',
    say: 'timed out',
    times: 1,
    branches: 1,
    last: at('10:00'),
    muted: false,
  },
];
const stats: readonly RepoStats[] = [
  { repo: 'acme/checkout', runs: 120, failed: 18, redToGreenMs: 38 * 60_000, flaky: 2, streaks: 7 },
  { repo: 'acme/payments', runs: 40, failed: 0, redToGreenMs: null, flaky: 0, streaks: 0 },
];
const red20 = Array.from({ length: 25 }, () => red);

export const buildPictures = {
  'build card': {
    streakView: {
      ...ofEach((streak) => card.streakView(streak, now)),
      'in trouble': card.streakView(red, now, 'GitHub does not answer; I keep trying.'),
    },
  },
  'build thread': { threadMessages: ofEach(thread.threadMessages) },
  'build help': {
    helpView: {
      '': help.helpView({ ...red, help: wanted }),
      over: help.helpView({ ...green, help: { ...wanted, owners: [], fixers: [] } }),
      'not yet': help.helpView(red),
    },
  },
  'build messages': {
    streakMessages: {
      alone: messages.streakMessages(
        { ...red, channels: [], to: { login: 'ana-ruiz', name: 'Ana Ruiz', userId: 'U0ANA' } },
        { now, trouble: undefined },
      ),
      'in two channels': messages.streakMessages(
        { ...red, channels: ['C0BUILDS', 'C0CHECKOUT'], help: wanted },
        { now, trouble: undefined },
      ),
      'to nobody': messages.streakMessages({ ...red, told: false }, { now, trouble: undefined }),
    },
  },
  'build umbrella': {
    umbrellaView: {
      standing: umbrella.umbrellaView(standing),
      alike: umbrella.umbrellaView({ ...standing, infra: false, say: hostile }),
      over: umbrella.umbrellaView({ ...stood, status: 'over', endedAt: at('12:40') }),
    },
  },
  'build watch': {
    watchMessages: Object.fromEntries(Object.entries(watches).map(([name, one]) => [name, watch.watchMessages(one)])),
    askedToWatch: { '': watch.askedToWatch(asked) },
    subscriptionList: { '': watch.subscriptionList(subscriptions), none: watch.subscriptionList([]) },
    toldOtherwise: { '': watch.toldOtherwise({ ...asked, status: 'watching', notify: 'all' }) },
    subscriptionYaml: {
      '': watch.subscriptionYaml(yamlOf(subscriptions.slice(1))),
      none: watch.subscriptionYaml(yamlOf([])),
      'as a file': watch.subscriptionYaml(yamlOf(Array.from({ length: 25 }, () => subscriptions.slice(1)).flat())),
    },
  },
  'build run': { buildMessages: { '': run.buildMessages(ended), 'to nobody': run.buildMessages({ ...ended, everyRunIn: [] }) } },
  'build lists': {
    redList: {
      '': lists.redList([red, claimed, muted], now, undefined),
      many: lists.redList(red20, now, undefined),
      none: lists.redList([], now, 'acme/checkout'),
    },
    flakyList: { '': lists.flakyList(flaky, undefined), none: lists.flakyList([], 'acme/checkout') },
    statsView: { '': lists.statsView(stats, 30, true), none: lists.statsView([], 30, false) },
  },
  'build answers': {
    claimedView: { '': answers.claimedView(claimed) },
    releasedView: { '': answers.releasedView(red) },
    joinedView: { '': answers.joinedView(red) },
    helpAskedView: { '': answers.helpAskedView(red, 'C0HELP') },
    rerunView: {
      '': answers.rerunView({
        ...red,
        rerun: { by: ana, runId: '5514', attempt: 1, all: false, at: at('12:50'), done: false, refused: null },
      }),
    },
    revertView: { '': answers.revertView(red) },
    mutedView: { '': answers.mutedView(red, muted.until) },
    ticketView: { '': answers.ticketView(red, 'T-9') },
    unmutedView: { '': answers.unmutedView('B-31') },
    unwatchedView: { '': answers.unwatchedView([asked]), 'the file goes on': answers.unwatchedView([{ ...asked, written: true }]) },
    mineSetView: { dm: answers.mineSetView('dm'), channel: answers.mineSetView('channel'), off: answers.mineSetView('off') },
    mineView: { '': answers.mineView('dm', [red], now), none: answers.mineView('off', [], now) },
  },
};
