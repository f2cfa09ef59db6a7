import type { Freeze, StandingFreeze } from '../../domain/freeze.ts';
import { WeeklyFreeze } from '../../domain/weekly-freeze.ts';
import * as freeze from '../../views/deploy/freeze.ts';
import { ana } from './deploys.ts';

const inForce: StandingFreeze = {
  status: 'inForce',
  id: 'F-2',
  traceId: '9f3c5d7e11aa04b2',
  service: 'checkout',
  environment: 'production',
  channel: 'C0CHECKOUT',
  by: ana,
  at: '2026-01-02T13:40:00.000Z',
  from: '2026-01-02T13:40:00.000Z',
  to: '2026-01-05T08:00:00.000Z',
  reason: 'The sale begins <!channel>',
};
const planned: StandingFreeze = {
  ...inForce,
  status: 'planned',
  service: null,
  environment: null,
  channel: 'C0DEPLOYS',
  from: '2026-01-03T08:00:00.000Z',
};
const all: Record<string, Freeze> = {
  planned,
  inForce,
  lifted: { ...inForce, status: 'lifted', liftedBy: { ...ana, id: 'U0BEN', name: 'Ben Okafor' } },
  over: { ...inForce, service: null, status: 'over' },
};
const ofEach = <Rendered>(render: (one: Freeze) => Rendered): Record<string, Rendered> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, render(one)]));

const weekend = WeeklyFreeze.parse({ from: 'Fri 16:00', to: 'Mon 08:00', timezone: 'Europe/London', reason: 'weekend' });

export const freezePictures = {
  'deploy freeze': {
    freezeMessages: ofEach(freeze.freezeMessages),
    freezeView: ofEach(freeze.freezeView),
    freezesView: {
      some: freeze.freezesView([planned, inForce], [{ environment: 'production', freeze: weekend, isInForce: true }]),
      none: freeze.freezesView([], []),
    },
    liftedView: { '': freeze.liftedView(inForce) },
  },
};
