import type { Failure } from '../../domain/build/build.ts';
import type { RunRef, Streak, StreakIn } from '../../domain/build/streak.ts';
import { ana, ben } from './deploys.ts';

/** A red build in every state, in the words of the make-believe company. */

const day = '2026-11-20T';
export const at = (time: string): string => `${day}${time}:00.000Z`;
export const traceId = '9f3c5d7e11aa04b2';

export const failure: Failure = {
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
  unread: null,
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
  workflowId: '7',
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
  withheld: [],
  everyRun: true,
  turnsOnlyIn: [],
  to: null,
  besides: null,
  helpers: [],
  help: null,
  rerun: null,
  revert: null,
  ticket: null,
  under: null,
  behind: null,
  followers: [],
  told: true,
  unknown: null,
  askedAt: null,
} satisfies Omit<StreakIn<'red'>, 'status' | 'letGo'>;

export const red: StreakIn<'red'> = { ...facts, status: 'red', letGo: null };
export const claimed: StreakIn<'claimed'> = { ...facts, status: 'claimed', claim: { by: ben, at: at('12:40'), until: at('14:40') } };
export const muted: StreakIn<'muted'> = {
  ...facts,
  status: 'muted',
  until: '2026-11-21T12:40:00.000Z',
  mutedBy: ben,
  reason: 'waits for *nothing*',
};
export const green: StreakIn<'green'> = {
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
export const wanted = {
  by: ana,
  at: at('12:45'),
  channel: 'C0HELP',
  owners: [{ login: 'bokafor', name: 'Ben Okafor' }],
  fixers: ['Priya Shah'],
  refused: null,
};
export const hostile = '<!channel> *x* _y_ <https://evil.example|ok> ``` @here';

export const streaks: readonly (readonly [string, Streak])[] = [
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
  [
    'red, run again in vain',
    {
      ...red,
      rerun: { by: ana, runId: '5512', attempt: 1, all: false, at: at('12:50'), done: true, refused: 'attempt 2 was cancelled.' },
    },
  ],
  [
    'red before its log is read',
    { ...red, failure: { ...failure, say: 'Its log is not read yet.', file: null, line: null, log: [], unread: 'awaited' } },
  ],
  ['red for the machines, under a larger trouble', { ...red, failure: { ...failure, infra: true }, under: 'CI-3', ticket: 'T-9' }],
  [
    'red, with many others',
    { ...red, othersInRun: 14, followers: Array.from({ length: 10 }, (_, nth) => ({ id: `B-${40 + nth}`, job: `shard-${nth}` })) },
  ],
  ['red, nobody asked', { ...red, help: { ...wanted, owners: [], fixers: [], refused: 'people of other companies read there' } }],
  ['claimed', claimed],
  ['claimed, with helpers', { ...claimed, helpers: [ana], help: wanted }],
  ['muted', muted],
  ['green', green],
  ['green by itself', { ...green, flaky: 'rerun', claimedBy: null }],
  ['passed', { ...facts, status: 'passed', told: false, endedAt: at('12:05') }],
  ['given up', { ...facts, status: 'givenUp', endedAt: at('12:55'), say: '#815 was closed' }],
];
