import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { machineClock } from '../../../src/integrations/machine/clock.ts';

const day = 86_400_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits for months, which no single timer can, and can be called off on the way', () => {
  const run = vi.fn();
  machineClock.after(90 * day, run);
  const callOff = machineClock.after(90 * day, () => expect.fail('it was called off'));
  vi.advanceTimersByTime(60 * day);
  callOff();
  vi.advanceTimersByTime(30 * day - 1);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});
