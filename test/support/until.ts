import { setTimeout as pause } from 'node:timers/promises';

/** Far longer than anything takes: waiting costs nothing where all is well, and a busy machine is no failure. */
const generousMs = 120_000;

/** Looks again and again until there is something to see, and returns it. Throws when there is nothing in time. */
export async function until<Seen>(look: () => Sight<Seen> | Promise<Sight<Seen>>, withinMs = generousMs): Promise<Seen> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`Not so within ${withinMs} ms: ${look}`);
    await pause(15);
  }
}

type Sight<Seen> = Seen | false | null | undefined;
