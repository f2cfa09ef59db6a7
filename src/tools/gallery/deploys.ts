import type { Deploy, DeployIn, DeployStatus, Failure } from '../../domain/deploy.ts';
import type { PersonRef } from '../../domain/person.ts';

/** A deploy in every state, in the words of the make-believe company. */

const day = '2026-11-20T';
/** The moment at which the gallery looks. */
export const now = new Date(`${day}14:03:12.000Z`);
const at = (time: string): string => `${day}${time}.000Z`;
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const person = (id: string, name: string): PersonRef => ({ id, name, account: `T0ACME/${id}`, userId: id });

export const ana = person('U0ANA', 'Ana Ruiz');
export const ben = person('U0BEN', 'Ben Okafor');

const asked = {
  id: 'D-482',
  kind: 'deploy',
  service: 'checkout',
  environment: 'production',
  wanted: 'v1.3.0',
  askedBy: ana,
  askedAt: at('14:00:00'),
  askedIn: 'C0CHECKOUT',
  channel: 'C0CHECKOUT',
  traceId: '9f3c5d7e11aa04b2',
  approvalsNeeded: 1,
  dryRun: false,
  confirmed: true,
} as const;

const planned = {
  ...asked,
  release: { version: 'v1.3.0', digest: digest('b') },
  image: 'registry.acme.dev/shop/checkout',
  from: { version: 'v1.2.0', digest: digest('a'), image: `registry.acme.dev/shop/checkout@${digest('a')}`, healthy: true },
  planHash: 'c'.repeat(64),
  approvals: [],
  gates: [
    { name: 'freeze', verdict: 'passed', say: 'none in force' },
    { name: 'checks', verdict: 'passed', say: 'green at `4555393`' },
    { name: 'approval', verdict: 'passed', say: '1 needed; Ben Okafor would be asked' },
  ],
} satisfies Partial<DeployIn<'resolved'>>;

const agreed = { ...planned, approvals: [{ by: ben, at: at('14:01:10') }] };
const running = { ...agreed, fence: 118, startedAt: at('14:01:12'), stop: null, usualMs: 300_000 };
const stopping = { by: ben, because: 'Ben Okafor asked to stop' };
const rolling = { ...running, generation: 12, progress: { desired: 5, updated: 5, ready: 3 } };
const over = { ...agreed, startedAt: at('14:01:12'), endedAt: at('14:03:00'), usualMs: 300_000 };
const back = { kind: 'rollback', id: 'R-12', wanted: undefined, reason: 'the totals are wrong' } as const;

const failure: Failure = {
  code: 'verify_failed',
  cause: 'CrashLoopBackOff',
  say: 'checkout-7d4b9c-x2x8q crashes as soon as it starts (exit code 1, 3 restarts).',
  pod: 'checkout-7d4b9c-x2x8q',
  logLines: [
    'INFO  starting v1.4.0-crash',
    'ERROR cannot price the basket',
    "TypeError: Cannot read properties of undefined (reading 'currency')",
  ],
  events: ['BackOff: Back-off restarting failed container app (3 times)'],
};

export const deploys: { readonly [Status in DeployStatus]: readonly [DeployIn<Status>, ...DeployIn<Status>[]] } = {
  requested: [
    { ...asked, status: 'requested', release: planned.release },
    { ...asked, ...back, status: 'requested' },
    { ...asked, status: 'requested', dryRun: true },
    { ...asked, status: 'requested', confirmed: false },
  ],
  resolved: [
    { ...planned, status: 'resolved' },
    {
      ...planned,
      status: 'resolved',
      gates: [{ name: 'checks', verdict: 'waiting', say: '2 of 5 still run at `4555393`: build, end-to-end', code: 'ci_pending' }],
    },
  ],
  awaitingConfirm: [{ ...planned, status: 'awaitingConfirm', confirmed: false, expiresAt: at('14:20:00') }],
  awaitingApproval: [
    { ...planned, status: 'awaitingApproval', expiresAt: at('14:20:00'), remindAt: at('14:10:00'), approvers: [ben] },
    {
      ...planned,
      status: 'awaitingApproval',
      reason: 'prices of the sale',
      approvalsNeeded: 2,
      approvals: [{ by: ben, at: at('14:01:10') }],
      expiresAt: at('14:20:00'),
      remindAt: null,
      approvers: [ben, person('U0CLEO', 'Cleo Laurent')],
    },
    { ...planned, status: 'awaitingApproval', expiresAt: at('14:20:00'), remindAt: at('14:10:00'), approvers: [] },
  ],
  cleared: [
    { ...agreed, status: 'cleared' },
    { ...planned, status: 'cleared', environment: 'staging', approvalsNeeded: 0 },
  ],
  queued: [
    {
      ...agreed,
      status: 'queued',
      queuedAt: at('14:01:12'),
      position: 2,
      behind: { id: 'D-481', version: 'v1.2.1', by: 'Ben Okafor' },
    },
    { ...agreed, status: 'queued', queuedAt: at('14:01:12'), position: 1, behind: null },
  ],
  starting: [
    { ...running, status: 'starting' },
    { ...running, status: 'starting', stop: stopping },
  ],
  rollingOut: [
    { ...rolling, status: 'rollingOut' },
    { ...rolling, status: 'rollingOut', usualMs: null, progress: { desired: 40, updated: 12, ready: 0 } },
    { ...rolling, status: 'rollingOut', stop: stopping },
  ],
  baking: [
    {
      ...rolling,
      status: 'baking',
      progress: { desired: 5, updated: 5, ready: 5 },
      bakeUntil: at('14:04:00'),
      restartsAtStart: 0,
    },
  ],
  rollingBack: [
    {
      ...running,
      status: 'rollingBack',
      why: failure,
      target: { version: 'v1.2.0', digest: digest('a') },
      backFence: 119,
      generation: 13,
      progress: { desired: 5, updated: 2, ready: 4 },
      backSince: at('14:02:40'),
    },
  ],
  planned: [
    {
      ...planned,
      status: 'planned',
      dryRun: true,
      endedAt: at('14:00:01'),
      calls: [
        'PATCH deployment checkout in namespace production of acme',
        `  container app: image registry.acme.dev/shop/checkout@${digest('b')}`,
        'WATCH its pods until all are ready, then for 60s that none restarts',
      ],
    },
  ],
  live: [
    { ...over, status: 'live' },
    { ...planned, status: 'live', from: { ...planned.from, ...planned.release }, endedAt: at('14:00:02') },
    { ...over, ...back, status: 'live', release: { version: 'v1.2.0', digest: digest('a') }, from: { ...planned.from, version: 'v1.3.0' } },
    { ...over, status: 'live', progress: { desired: 0, updated: 0, ready: 0 } },
  ],
  refused: [
    {
      ...asked,
      status: 'refused',
      wanted: 'v9',
      endedAt: at('14:00:01'),
      because: [
        {
          code: 'version_not_found',
          say: 'There is no `v9` of `checkout` at its registry. Newest: `v1.3.0`, `v1.2.1`.',
          cure: { label: 'Deploy v1.3.0', does: 'deploy checkout v1.3.0 to production' },
        },
      ],
    },
    {
      ...asked,
      ...back,
      status: 'refused',
      endedAt: at('14:00:01'),
      because: [
        { code: 'no_rollback_target', say: 'I have seen no other release run well here, so there is nothing I can put back by myself.' },
      ],
    },
    {
      ...planned,
      status: 'refused',
      endedAt: at('14:02:00'),
      because: [{ code: 'approval_rejected', say: 'Ben Okafor rejected it: not before the audit.' }],
    },
  ],
  cancelled: [
    { ...planned, status: 'cancelled', endedAt: at('14:00:40'), cancelledBy: ana, left: 'Nothing was changed.' },
    {
      ...over,
      status: 'cancelled',
      cancelledBy: ben,
      left: 'It is left as it was at that moment: 3 of 5 run `v1.3.0`.',
      progress: { desired: 5, updated: 3, ready: 5 },
    },
  ],
  expired: [
    { ...planned, status: 'expired', endedAt: at('14:20:00'), code: 'approval_expired', say: 'nobody approved it within 20 minutes.' },
  ],
  superseded: [{ ...planned, status: 'superseded', endedAt: at('14:02:00'), by: 'D-483' }],
  rolledBack: [{ ...over, status: 'rolledBack', why: failure, target: { version: 'v1.2.0', digest: digest('a') } }],
  stuck: [
    {
      ...over,
      status: 'stuck',
      code: 'rollback_failed',
      why: failure,
      target: { version: 'v1.2.0', digest: digest('a') },
      say: '`v1.2.0` did not come up either. Look at its pods, then `/rollback checkout to <version> in production`.',
    },
  ],
};

export const allDeploys: readonly Deploy[] = Object.values(deploys).flat();
