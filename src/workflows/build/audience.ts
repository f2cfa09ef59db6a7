import type { BranchLine } from '../../domain/build/branch.ts';
import { isShared } from '../../domain/build/branch.ts';
import type { Build } from '../../domain/build/build.ts';
import { isFork } from '../../domain/build/course.ts';
import type { Author } from '../../domain/build/streak.ts';
import { concerns, type Subscription, subscriptionsOf, watches } from '../../domain/build/subscription.ts';
import { tasteOf, tastes } from '../../domain/build/taste.ts';
import { personOnGitHub } from '../../domain/person.ts';
import { read } from '../../pipeline/records.ts';
import type { World } from '../../pipeline/world.ts';
import { authorOfAccount } from './people.ts';

/** Who is told of a failure. */
export interface Audience {
  channels: string[];
  /** The author alone, where no channel is. */
  to: Author | null;
  /** Each further failure, too, in the thread. */
  everyRun: boolean;
  /** But for these channels: they want to hear of red and green alone. */
  turnsOnlyIn: string[];
}

const nobody: Audience = { channels: [], to: null, everyRun: false, turnsOnlyIn: [] };

const channelAgeMs = 60_000;
const mostWatches = 1_000;

/** Everything that is subscribed now: the file's and the typed. */
export async function subscriptions({ store, policy }: Pick<World, 'store' | 'policy'>): Promise<Subscription[]> {
  const typed = await store.records({ kind: watches.kind, ended: false, limit: mostWatches });
  return subscriptionsOf(
    policy.settings(),
    typed.map((stored) => read(watches, stored).record),
  );
}

/**
 * Whoever subscribed to that branch; else, where it is somebody's own, that person alone, as they like it. A try of the merge queue that is
 * nobody's whom we know concerns whoever waits for the branch it would come to.
 */
export async function audienceOf(build: Build, line: BranchLine, world: World): Promise<Audience> {
  const settings = world.policy.settings();
  const all = await subscriptions(world);
  const { repo, defaultBranch, run } = build;
  const about = (branch: string) => all.filter((one) => concerns(one, { repo, workflow: run.workflow, branch, defaultBranch }));
  const subscribed = isFork(build) ? all.filter((one) => isOfAll(one, build)) : about(run.branch ?? '');
  if (subscribed.length > 0) return inChannels(subscribed, build, world);
  if (isShared(line.kind)) return nobody;

  const author = authorOfAccount(settings, run.by);
  const mine = await howTheyLikeIt(author, world);
  if (mine === 'off') return nobody;
  if (mine === 'channel')
    return inChannels(
      all.filter((one) => one.repo.toLowerCase() === repo.toLowerCase()),
      build,
      world,
    );
  if (line.queued && author?.userId === undefined) return inChannels(about(line.queued.base), build, world);
  return { ...nobody, to: author, everyRun: true };
}

/** The channels that want to see every run of that branch, however it ended. */
export async function everyRunIn({ repo, defaultBranch, isPrivate, run }: Build, world: World): Promise<string[]> {
  const { branch, workflow } = run;
  if (branch === null) return [];
  const all = (await subscriptions(world)).filter(({ notify }) => notify === 'all');
  const about = all.filter((one) => concerns(one, { repo, workflow, branch, defaultBranch }));
  return (await inChannels(about, { repo, isPrivate }, world)).channels;
}

/** A stranger's branch is of no name that anybody subscribed to; whoever wants to see everything sees it. */
const isOfAll = ({ branch, ...wanted }: Subscription, { repo, run, defaultBranch }: Build): boolean =>
  branch === undefined &&
  wanted.notify === 'all' &&
  concerns(wanted, { repo, workflow: run.workflow, branch: run.branch ?? '', defaultBranch });

async function howTheyLikeIt(author: Author | null, { store, policy }: World): Promise<'dm' | 'channel' | 'off'> {
  const person = author?.login ? personOnGitHub(policy.settings(), author.login) : undefined;
  const stored = person?.slack[0] === undefined ? undefined : await store.record(tasteOf(person.slack[0]));
  return stored ? read(tastes, stored).record.mine : 'dm';
}

/** What is private stays inside: a channel that other companies share is left out. */
async function inChannels(
  subscribed: readonly Subscription[],
  { repo, isPrivate }: Pick<Build, 'repo' | 'isPrivate'>,
  world: World,
): Promise<Audience> {
  const wanted = [...new Set(subscribed.map((one) => one.channel))];
  const shared = isPrivate ? await sharedOf(wanted, world) : [];
  if (shared.length > 0) world.log.warn({ repo, shared }, 'A private repository is not told of in a channel that other companies share');
  const channels = wanted.filter((channel) => !shared.includes(channel));
  const turnsOnlyIn = channels.filter((channel) => subscribed.every((one) => one.channel !== channel || one.notify === 'changes'));
  return { channels, to: null, everyRun: turnsOnlyIn.length < channels.length, turnsOnlyIn };
}

/** Those that people of other companies can read; or that are archived, where such people read what is told instead. @throws Outage when Slack cannot tell */
export async function sharedOf(channels: readonly string[], { directory, policy }: Pick<World, 'directory' | 'policy'>): Promise<string[]> {
  const shared: string[] = [];
  for (const channel of channels) {
    const facts = await directory.channel(channel, channelAgeMs);
    const read = facts?.archived ? await directory.channel(policy.settings().channels.deploys, channelAgeMs) : facts;
    if (read?.external) shared.push(channel);
  }
  return shared;
}

/** Where repositories of many teams, private ones among them, may be named: never where other companies are. @throws Outage when Slack cannot tell */
export async function whereMayManyBeNamed(concerned: readonly { channels: string[] }[], world: World): Promise<string[]> {
  const { builds, deploys } = world.policy.settings().channels;
  const choices = [builds === undefined ? [] : [builds], [...new Set(concerned.flatMap(({ channels }) => channels))], [deploys]];
  for (const choice of choices) {
    const shared = await sharedOf(choice, world);
    const inside = choice.filter((channel) => !shared.includes(channel));
    if (inside.length > 0) return inside;
  }
  return [];
}
