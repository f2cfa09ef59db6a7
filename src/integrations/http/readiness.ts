import type { Clock } from '../../ports.ts';
import { answerJson, type Handle } from './server.ts';

/** Who has not asked for so long is no balancer that would have to be waited for. */
const lookedAtMs = 60_000;

export interface Readiness {
  /** `GET /readyz`: 200 when requests may be sent here, else 503; the body tells what is missing. */
  handle: Handle;
  opened(): void;
  /** From now on the answer is no. */
  draining(): void;
  /** Whether anybody asked of late, and will send people elsewhere. */
  isWatched(): boolean;
}

/** @param systems what the bot cannot do without, asked anew each time */
export function createReadiness({
  clock,
  slackReachesUs,
  systems,
}: {
  clock: Clock;
  slackReachesUs(): boolean;
  systems(): Promise<{ system: string; well: boolean }[]>;
}): Readiness {
  let open = false;
  let draining = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    async handle(_request, response) {
      lookedAt = clock.now().getTime();
      const found = draining ? [] : await systems();
      const slack = slackReachesUs();
      const ready = open && !draining && slack && found.every(({ well }) => well);
      const each = Object.fromEntries(found.map(({ system, well }) => [system, well]));
      answerJson(response, ready ? 200 : 503, { ready, draining, slack, ...each });
    },
    opened() {
      open = true;
    },
    draining() {
      draining = true;
    },
    isWatched: () => clock.now().getTime() - lookedAt < lookedAtMs,
  };
}
