import type { BlindSpot } from '../../domain/build/blind-spot.ts';
import type { Build } from '../../domain/build/build.ts';
import { yamlOf } from '../../domain/build/export.ts';
import type { Flaky, RepoStats } from '../../domain/build/stats.ts';
import type { Streak } from '../../domain/build/streak.ts';
import type { Umbrella } from '../../domain/build/umbrella.ts';
import * as answers from '../../views/build/answers.ts';
import * as blindSpot from '../../views/build/blind-spot.ts';
import * as card from '../../views/build/card.ts';
import * as help from '../../views/build/help.ts';
import * as lists from '../../views/build/lists.ts';
import * as messages from '../../views/build/messages.ts';
import * as run from '../../views/build/run.ts';
import * as thread from '../../views/build/thread.ts';
import * as umbrella from '../../views/build/umbrella.ts';
import * as watch from '../../views/build/watch.ts';
import { asked, subscriptions, watches } from './build-watches.ts';
import { ana, now } from './deploys.ts';
import { at, claimed, failure, green, hostile, muted, red, streaks, traceId, wanted } from './red-builds.ts';

/** Everything people see of builds. */

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
  withheld: [],
};
const { left: _left, ...stood } = standing;

const unseen: BlindSpot = {
  status: 'dark',
  id: 'G-2',
  traceId,
  account: 'acme',
  repos: ['acme/checkout', 'acme/payments'],
  since: at('12:00'),
  channels: ['C0BUILDS'],
};

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
    workflowId: '7',
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
      over: help.helpView({ ...green, help: { ...wanted, owners: [], fixers: [], refused: null } }),
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
      'taken back': messages.streakMessages({ ...red, withheld: ['C0BUILDS'] }, { now, trouble: undefined }),
    },
  },
  'build blind spot': {
    blindSpotView: {
      dark: blindSpot.blindSpotView(unseen),
      many: blindSpot.blindSpotView({ ...unseen, repos: Array.from({ length: 25 }, (_, nth) => `acme/service-${nth}`) }),
      'seen again': blindSpot.blindSpotView({ ...unseen, status: 'seenAgain', endedAt: at('14:10') }),
    },
  },
  'build taken back': { takenBackView: { '': messages.takenBackView('B-31') } },
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
    unheardOf: { '': lists.unheardOf('acme/checkout') },
    redList: {
      '': lists.redList([red, claimed, muted], [], now, undefined),
      many: lists.redList(red20, [ended, ended, ended, ended], now, undefined),
      none: lists.redList([], [], now, 'acme/checkout'),
      'none that GitHub explains': lists.redList([], [ended], now, 'acme/checkout'),
    },
    flakyList: { '': lists.flakyList(flaky, undefined), none: lists.flakyList([], 'acme/checkout') },
    statsView: { '': lists.statsView(stats, 30), none: lists.statsView([], 30) },
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
