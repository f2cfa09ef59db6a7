import { describe, expect, it } from 'vitest';
import type { Deploy, DeployStatus } from '../../src/domain/deploy.ts';
import { rollbackTarget, verifiedReleases } from '../../src/domain/history.ts';

const digestOf = (version: string) => `sha256:${version.replace(/\D/g, '').padEnd(64, '0')}`;
let minute = 0;

/** A deploy that is over, a minute after the one before. */
function over(id: string, [from, to]: [string, string], status: DeployStatus, more: object = {}): Deploy {
  const at = new Date(Date.UTC(2026, 0, 1, 0, ++minute)).toISOString();
  const person = { id: 'U0ANA', name: 'Ana Ruiz', account: 'T0/U0ANA', userId: 'U0ANA' };
  return {
    id,
    kind: id.startsWith('R') ? 'rollback' : 'deploy',
    service: 'checkout',
    environment: 'staging',
    askedBy: person,
    askedAt: at,
    askedIn: 'C0',
    channel: 'C0',
    traceId: 't',
    approvalsNeeded: 0,
    dryRun: false,
    confirmed: true,
    release: { version: to, digest: digestOf(to) },
    from: { version: from, digest: digestOf(from), image: `shop@${digestOf(from)}`, healthy: true },
    startedAt: at,
    endedAt: at,
    status,
    cancelledBy: person,
    left: '',
    ...more,
  } as Deploy;
}

const target = (deploys: Deploy[], running: string) => {
  const choice = rollbackTarget(verifiedReleases(deploys), digestOf(running));
  return 'target' in choice ? choice.target.version : choice.why;
};

describe('what a rollback puts back', () => {
  it('is the newest that was verified, or was found running whole before us', () => {
    expect(target([over('D-1', ['v1', 'v2'], 'live')], 'v2')).toBe('v1');
    expect(target([over('D-1', ['v1', 'v2'], 'live'), over('D-2', ['v2', 'v3'], 'live')], 'v3')).toBe('v2');
  });

  it('is never what failed, was rolled back or cancelled, even if it was found running whole later', () => {
    for (const status of ['stuck', 'rolledBack', 'cancelled'] as const) {
      expect(target([over('D-1', ['v1', 'v2'], status), over('D-2', ['v2', 'v3'], 'live')], 'v3')).toBe('v1');
      expect(target([over('D-1', ['v1', 'v2'], 'live'), over('D-2', ['v1', 'v2'], status), over('D-3', ['v1', 'v3'], 'live')], 'v3')).toBe(
        'v1',
      );
    }
  });

  it('forgets what was cancelled before anything was changed', () => {
    const cancelled = over('D-2', ['v2', 'v1'], 'cancelled', { startedAt: undefined });
    expect(target([over('D-1', ['v1', 'v2'], 'live'), cancelled], 'v2')).toBe('v1');
  });

  it('is never what runs, nor what was found broken, nor what a dry run only thought of', () => {
    expect(target([over('D-1', ['v1', 'v2'], 'live')], 'v1')).toBe('v2');
    const broken = { from: { version: 'v1', digest: digestOf('v1'), image: '', healthy: false } };
    expect(target([over('D-1', ['v1', 'v2'], 'live', broken)], 'v2')).toContain('I have seen no other release run well here');
    expect(target([over('D-1', ['v1', 'v2'], 'planned', { dryRun: true })], 'v2')).toContain('I have seen no other');
  });

  it('after a rollback is not what was rolled back, until that is live again', () => {
    const story = [over('D-1', ['v1', 'v2'], 'live'), over('R-1', ['v2', 'v1'], 'live')];
    expect(target(story, 'v1')).toContain('`v2` (withdrawn by R-1)');
    expect(target([...story, over('D-2', ['v1', 'v2'], 'live'), over('D-3', ['v2', 'v3'], 'live')], 'v3')).toBe('v2');
  });
});
