import { openServer } from './integrations/http/server.ts';
import { machineClock } from './integrations/machine/clock.ts';
import { createLog } from './integrations/machine/log.ts';
import { catchMishaps } from './integrations/machine/mishaps.ts';
import { createShipmate, type Parts } from './main.ts';

/** A balancer needs a moment to look, and then to send everybody elsewhere. */
const lingerMs = 5_000;

/** The bot, listening. */
export async function startShipmate(parts: Parts): Promise<{ url: string; stop(): Promise<void> }> {
  const log = parts.log ?? createLog(parts.environment.logLevel);
  const letGo = catchMishaps(log);
  const shipmate = await createShipmate({ ...parts, log });
  const server = await openServer(shipmate.handle, parts.environment).catch(async (problem: unknown) => {
    await shipmate.stop();
    throw problem;
  });
  try {
    await shipmate.open();
  } catch (problem) {
    await Promise.all([server.close(), shipmate.stop()]);
    throw problem;
  }
  return {
    url: server.url,
    async stop() {
      const { clock = machineClock } = parts;
      if (shipmate.farewell()) {
        server.letGo();
        await new Promise<void>((resolve) => clock.after(lingerMs, resolve));
      }
      const closed = server.close();
      await shipmate.stop();
      await closed;
      letGo();
    },
  };
}
