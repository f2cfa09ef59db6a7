import { describe, expect, it } from 'vitest';
import { channelNameOf, likeness, mayBeTheSame, readDeclaration, severityIn } from '../../../src/domain/incident/declaration.ts';
import { durationsOf, phaseTimes } from '../../../src/domain/incident/durations.ts';

const declaredAt = '2026-01-02T13:45:00.000Z';

describe('a declaration', () => {
  it('takes severity and services from between the words of the title', () => {
    expect(readDeclaration('sev2 API svc:checkout errors SVC:payments')).toEqual({
      title: 'API errors',
      severity: 2,
      services: ['checkout', 'payments'],
    });
    expect(readDeclaration('API errors sev9')).toEqual({ title: 'API errors sev9', severity: null, services: [] });
  });

  it('knows a severity when it sees one', () => {
    expect(['sev1', 'SEV-3', '5'].map((word) => severityIn(word, true))).toEqual([1, 3, 5]);
    expect(['0', '6', 'sev', 'severe', '12'].map((word) => severityIn(word, true))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(severityIn('2')).toBeUndefined();
  });

  it('names a channel that Slack takes, whatever the title is', () => {
    expect(channelNameOf({ id: 'INC-17', title: 'API errors', declaredAt })).toBe('inc-20260102-api-errors-17');
    expect(channelNameOf({ id: 'INC-17', title: 'API errors', declaredAt }, 1)).toBe('inc-20260102-api-errors-17-2');
    expect(channelNameOf({ id: 'INC-17', title: '火事だ 🔥', declaredAt })).toBe('inc-20260102-17');
    expect(channelNameOf({ id: 'INC-17', title: 'Größe & Übergröße', declaredAt })).toBe('inc-20260102-gro-e-ubergro-e-17');
    for (const title of ['x'.repeat(500), '- - -', '<!channel>', 'a_b.c/d'])
      expect(channelNameOf({ id: 'INC-123456789', title, declaredAt }, 2)).toMatch(/^[a-z0-9][a-z0-9-]{0,79}$/);
  });

  it('is like another one that was declared within five minutes, by its words and its services', () => {
    const one = { title: 'Checkout answers with errors', services: ['checkout'], declaredAt };
    const later = (minutes: number) => new Date(Date.parse(declaredAt) + minutes * 60_000).toISOString();
    expect(mayBeTheSame(one, { title: 'errors at checkout', services: ['checkout'], declaredAt: later(4) })).toBe(true);
    expect(mayBeTheSame(one, { title: 'errors at checkout', services: ['checkout'], declaredAt: later(6) })).toBe(false);
    expect(mayBeTheSame(one, { title: 'checkout answers with error', services: [], declaredAt: later(1) })).toBe(true);
    expect(mayBeTheSame(one, { title: 'errors in checkout', services: ['payments'], declaredAt: later(1) })).toBe(false);
    expect(mayBeTheSame(one, { title: 'login page is blank', services: ['checkout'], declaredAt: later(1) })).toBe(false);
    expect(likeness('', '')).toBe(0);
  });
});

describe('what an incident took', () => {
  const timed = {
    startedAt: '2026-01-02T13:40:00.000Z',
    declaredAt,
    acknowledgedAt: '2026-01-02T13:50:00.000Z',
    mitigatedAt: '2026-01-02T14:10:00.000Z',
    resolvedAt: '2026-01-02T14:40:00.000Z',
    phases: [
      { phase: 'observation', at: declaredAt },
      { phase: 'response', at: '2026-01-02T14:00:00.000Z' },
      { phase: 'remediation', at: '2026-01-02T14:10:00.000Z' },
    ],
  } as const;
  const minutes = (ms: number | undefined) => ms && ms / 60_000;

  it('is told in four durations', () => {
    const { detectMs, acknowledgeMs, mitigateMs, resolveMs } = durationsOf({ ...timed, phases: [...timed.phases] });
    expect([detectMs, acknowledgeMs, mitigateMs, resolveMs].map(minutes)).toEqual([5, 5, 30, 60]);
    expect(durationsOf({ ...timed, phases: [], mitigatedAt: null, resolvedAt: null })).toMatchObject({
      mitigateMs: undefined,
      resolveMs: undefined,
    });
  });

  it('and by its phases, which leave no minute out', () => {
    const times = phaseTimes({ ...timed, phases: [...timed.phases] }, new Date(declaredAt));
    expect(Object.values(times).map(minutes)).toEqual([20, 10, 30]);
  });
});
