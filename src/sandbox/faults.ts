import { z } from 'zod';

/**
 * What can be made to go wrong at one of the doubles, by a test or by `POST /api/world`.
 * `error` answers with `status` (or, at Slack, `ok: false` and `code`); `ratelimited` answers 429 with `Retry-After`;
 * `timeout` never answers; `drop` cuts the connection before the request is carried out; `lostReply` carries it out, then cuts the connection.
 */
export const Fault = z.object({
  kind: z.enum(['error', 'ratelimited', 'timeout', 'drop', 'lostReply', 'nonsense']),
  /** Only requests whose "METHOD /path" contains this text. Absent: every request. */
  match: z.string().optional(),
  status: z.number().int().min(400).max(599).default(500),
  code: z.string().optional(),
  retryAfterS: z.number().positive().default(1),
  /** How many requests it hits before it heals by itself. Absent: until healed. */
  times: z.number().int().positive().optional(),
});
export type Fault = z.infer<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;

export interface Faults {
  add(fault: FaultInput): void;
  heal(): void;
  /** What is still broken; `times` counts down. */
  inForce(): readonly Fault[];
  /** The fault that hits this request, if any; counts it against `times`. */
  hit(method: string, path: string): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => void faults.push(Fault.parse(fault)),
    heal: () => {
      faults = [];
    },
    inForce: () => faults,
    hit(method, path) {
      const found = faults.find((fault) => `${method} ${path}`.includes(fault.match ?? ''));
      if (found?.times !== undefined && --found.times === 0) faults = faults.filter((fault) => fault !== found);
      return found;
    },
  };
}
