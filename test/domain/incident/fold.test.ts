import { describe, expect, it } from 'vitest';
import { nothingYet, takeIn } from '../../../src/domain/incident/digest.ts';
import { folded, foldedText } from '../../../src/domain/incident/fold.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 2, 13, minute));
const event = (seq: number, minute: number, data: object) => ({
  seq,
  id: `E-1-${seq}`,
  occurredAt: at(minute),
  recordedAt: at(minute),
  data: { kind: 'note', phase: 'response', actor: { id: 'shipmate', name: 'Shipmate' }, text: '', ...data },
});
const joins = (seq: number, name: string) => event(seq, seq, { kind: 'joined', actor: { id: name, name }, text: 'takes part' });
const onPayments = (seq: number, text: string, minute = seq) => event(seq, minute, { kind: 'deploy', text, dependency: 'payments' });

describe('much of the same', () => {
  it('is one line while it comes one after another, and nothing else came between', () => {
    const lines = [1, 2, 40, 80, 81].map((minute) => ({ occurredAt: at(minute).toISOString(), minute }));
    expect(folded(lines, () => 'joined').map((group) => group.map(({ minute }) => minute))).toEqual([[1, 2], [40], [80, 81]]);
    expect(folded(lines, () => undefined)).toHaveLength(5);
    expect(foldedText('joined', 1, 'takes part')).toBe('takes part');
  });

  it('takes one of the three places on the headline, with the names of all, whatever it is read in', () => {
    const events = [
      joins(1, 'Ana'),
      joins(2, 'Ben'),
      joins(3, 'Ana'),
      event(4, 4, { text: 'looking' }),
      onPayments(5, 'begins'),
      onPayments(6, 'is live'),
    ];
    const whole = takeIn(nothingYet, events);
    expect(whole.last.map(({ name, text, times }) => `${name}: ${text} × ${times}`)).toEqual([
      'Ana, Ben: takes part × 3',
      'Shipmate: looking × 1',
      'Shipmate: is live × 2',
    ]);
    expect(whole.count).toBe(6);
    expect(events.reduce((digest, one) => takeIn(digest, [one]), nothingYet)).toEqual(whole);
  });
});
