import { randomUUID } from 'node:crypto';
import type { Intent } from '../../../src/domain/intent.ts';
import type { Clock, LedgerLine, MessageWrite, RecordWrite } from '../../../src/ports.ts';

export const anIntent = (change: Partial<Intent> = {}): Intent => {
  const id = randomUUID();
  return {
    id,
    line: 'deploy checkout v1.3.0 to production',
    from: { teamId: 'T0ACME', userId: 'U0ANA' },
    via: 'slash',
    channel: 'C0CHECKOUT',
    traceId: id.slice(0, 8),
    dedupeKey: id,
    receivedAt: new Date().toISOString(),
    ...change,
  };
};

export const aLine = (change: Partial<LedgerLine> = {}): LedgerLine => ({
  at: new Date().toISOString(),
  actor: { person: 'U0ANA', name: 'Ana Ruiz', account: 'T0ACME/U0ANA' },
  via: 'slash',
  channel: 'C0CHECKOUT',
  verb: 'deploy',
  args: { service: 'checkout', version: 'v1.3.0' },
  decision: 'opened',
  reason: 'ok',
  subjects: ['checkout'],
  traceId: 'abcdef12',
  ...change,
});

export const aRecord = (change: Partial<RecordWrite> = {}): RecordWrite => ({
  id: `D-${randomUUID()}`,
  kind: 'deploy',
  status: 'requested',
  ended: false,
  version: 0,
  data: { status: 'requested' },
  dueAt: null,
  ...change,
});

export const aMessage = (change: Partial<MessageWrite> = {}): MessageWrite => ({
  key: randomUUID(),
  recordId: 'D-1',
  channel: `C${randomUUID()}`,
  message: { text: 'Looking up the version', blocks: [{ type: 'divider' }] },
  ...change,
});

/** A clock that goes only where it is moved. */
export function movedClock(start = '2026-11-20T10:00:00.000Z'): Clock & { moveTo(moment: string): void } {
  let now = new Date(start);
  return {
    now: () => now,
    after: () => () => undefined,
    moveTo(moment) {
      now = new Date(moment);
    },
  };
}
