import { z } from 'zod';
import { runUntilToldToStop } from '../../src/cli/until-told-to-stop.ts';
import type { SlackEnvironment } from '../../src/config/environment.ts';
import type { Role } from '../../src/main.ts';
import { startShipmate } from '../../src/serve.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';

/**
 * A bot in a process of its own, to be killed. It waits with everything loaded until it is told whose bot it is; then it is the program
 * itself, as `shipmate serve` runs it, with a clock that the test moves.
 */
const Opening = z.object({
  environment: z.custom<SlackEnvironment>(),
  role: z.custom<Role>(),
  leaseMs: z.number(),
  ahead: z.number(),
});
const Order = z.union([z.object({ open: Opening }), z.object({ advance: z.number() })]);

let clock: MovableClock | undefined;

process.on('message', (message) => {
  const order = Order.parse(message);
  if ('advance' in order) clock?.advance(order.advance);
  else void open(order.open);
});
process.send?.({ loaded: true });

async function open({ environment, role, leaseMs, ahead }: z.infer<typeof Opening>) {
  const moved = createMovableClock(ahead);
  clock = moved;
  const terminal = { out: () => undefined, err: (text: string) => void process.stderr.write(`${text}\n`) };
  try {
    process.exitCode = await runUntilToldToStop(
      () => startShipmate({ environment, role, leaseMs, clock: moved }),
      terminal,
      ({ url }) => void process.send?.({ url }),
    );
  } catch (problem) {
    terminal.err(String(problem));
    process.exitCode = 1;
  }
  process.disconnect();
}
