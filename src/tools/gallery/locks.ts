import type { HeldLock, Lock } from '../../domain/lock.ts';
import * as lock from '../../views/deploy/lock.ts';
import { ana } from './deploys.ts';

const held: HeldLock = {
  status: 'held',
  id: 'L-3',
  traceId: '9f3c5d7e11aa04b2',
  service: 'checkout',
  environment: 'staging',
  channel: 'C0CHECKOUT',
  by: ana,
  at: '2026-01-02T13:40:00.000Z',
  until: '2026-01-02T15:40:00.000Z',
  reason: 'A load test runs <!channel>',
};
const all: Record<string, Lock> = {
  held,
  lifted: { ...held, status: 'lifted', liftedBy: { ...ana, id: 'U0BEN', name: 'Ben Okafor' } },
  expired: { ...held, status: 'expired' },
};
const ofEach = <Rendered>(render: (lock: Lock) => Rendered): Record<string, Rendered> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, render(one)]));

export const lockPictures = {
  'deploy lock': {
    lockMessages: ofEach(lock.lockMessages),
    lockView: ofEach(lock.lockView),
    locksView: { some: lock.locksView([held, held]), none: lock.locksView([]) },
    unlockedView: { '': lock.unlockedView(held) },
  },
};
