import { z } from 'zod';
import { PersonRef } from '../person.ts';
import type { Settings } from '../settings.ts';
import { branchLine, isShared, matchesPattern } from './branch.ts';
import { graceMs } from './moves.ts';

/** `failures`: red, each further failure in its thread, and green. `changes`: red and green alone. `all`: every branch, and every run that passed or was cancelled. */
export const Notify = z.enum(['failures', 'changes', 'all']);
export type Notify = z.infer<typeof Notify>;

/** What a channel wants to be told. In shipmate.yaml and by `/build watch` it is the same. */
export const Wanted = z.object({
  /** `acme/checkout` */
  repo: z.string(),
  /** Absent: every workflow. */
  workflow: z.string().optional(),
  /** Absent: the default branch and the release branches. A star stands for any text. */
  branch: z.string().optional(),
  notify: Notify,
  channel: z.string(),
});
export type Wanted = z.infer<typeof Wanted>;

const Asked = Wanted.extend({ id: z.string(), traceId: z.string(), askedBy: PersonRef, askedAt: z.iso.datetime(), askedIn: z.string() });

/** A subscription that was typed: it belongs to the channel. Who typed it stands in the ledger, and gets the answer. */
export const Watch = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('asked'), responseUrl: z.string().optional() }),
  Asked.extend({ status: z.literal('watching'), responseUrl: z.string().optional() }),
  Asked.extend({ status: z.literal('refused'), responseUrl: z.string().optional(), say: z.string() }),
  Asked.extend({
    status: z.literal('ended'),
    /** It stands in shipmate.yaml as well, and goes on from there. */ written: z.boolean().optional(),
  }),
]);
export type Watch = z.infer<typeof Watch>;

export const watches = {
  kind: 'subscription',
  state: Watch,
  endings: ['refused', 'ended'] as const,
  lane: (): undefined => undefined,
  activeKey: (watch: Watch): string => `subscription:${keyOf(watch)}`,
};

/** Two that want the same are one. */
export const keyOf = ({ repo, workflow = '', branch = '', channel }: Omit<Wanted, 'notify'>): string =>
  [repo.toLowerCase(), workflow, branch, channel].join(' ');

export interface Subscription extends Wanted {
  /** The record it comes from; absent: it is written in shipmate.yaml. */
  id?: string;
}

/** Everything that is subscribed: the file's, and the typed ones that do not say the same again. */
export function subscriptionsOf({ builds }: Pick<Settings, 'builds'>, typed: readonly Watch[]): Subscription[] {
  const file = builds.map((one): Subscription => ({ ...one, notify: one.notify ?? 'failures' }));
  const written = new Set(file.map(keyOf));
  const records = typed
    .filter(({ status }) => status === 'watching')
    .filter((one) => !written.has(keyOf(one)))
    .map(
      ({ id, repo, workflow, branch, notify, channel }): Subscription => ({
        id,
        repo,
        ...(workflow !== undefined && { workflow }),
        ...(branch !== undefined && { branch }),
        notify,
        channel,
      }),
    );
  return [...file, ...records];
}

export interface Concerned {
  repo: string;
  workflow: string;
  branch: string;
  defaultBranch: string | null;
}

/** Whether a subscription is about that run: exactly what was asked for, nothing more. */
export function concerns(wanted: Wanted, { repo, workflow, branch, defaultBranch }: Concerned): boolean {
  if (wanted.repo.toLowerCase() !== repo.toLowerCase()) return false;
  if (wanted.workflow !== undefined && wanted.workflow !== workflow) return false;
  if (wanted.branch !== undefined) return matchesPattern(wanted.branch, branch);
  return wanted.notify === 'all' || isShared(branchLine(branch, defaultBranch).kind);
}

/** How long a newer green run makes a red one as if it had not been: the longest time that shipmate.yaml gives the repository. */
export function graceMsOf({ builds }: Pick<Settings, 'builds'>, repo: string): number {
  const given = builds.flatMap((one) => (one.repo.toLowerCase() === repo.toLowerCase() && one.grace !== undefined ? [one.grace] : []));
  return given.length === 0 ? graceMs : Math.max(...given);
}

/** Whether anybody wants to know anything of that repository. */
export const isWatched = (subscriptions: readonly Wanted[], repo: string): boolean =>
  subscriptions.some((one) => one.repo.toLowerCase() === repo.toLowerCase());
