import { setTimeout as pause } from 'node:timers/promises';

/** Polls until the condition holds. Throws when it does not in time. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not so within ${withinMs} ms: ${holds}`);
    await pause(5);
  }
}
