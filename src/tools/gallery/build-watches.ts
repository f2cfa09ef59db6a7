import type { Subscription, Watch } from '../../domain/build/subscription.ts';
import { ana } from './deploys.ts';
import { at, traceId } from './red-builds.ts';

/** What somebody wants to be told of builds, in every state. */

export const asked: Watch = {
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
export const watches: Readonly<Record<string, Watch>> = {
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
export const subscriptions: readonly Subscription[] = [
  { repo: 'acme/checkout', notify: 'failures', channel: 'C0BUILDS' },
  { id: 'W-3', repo: 'acme/checkout', workflow: 'night ly', branch: 'release/*', notify: 'changes', channel: 'C0CHECKOUT' },
  { id: 'W-4', repo: 'acme/payments', notify: 'all', channel: 'C0PAYMENTS' },
];
