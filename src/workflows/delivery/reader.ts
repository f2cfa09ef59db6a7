import type { GitHubEvent } from '../../domain/github-event.ts';
import type { Also, Bench } from '../../pipeline/workflow.ts';

/**
 * Somebody whom a delivery may concern. `read` answers which records, of any kind, it begins or moves on; they are saved together with the
 * delivery, or none of them. It may be asked twice about the same event, and about events in any order. What it throws is tried again.
 */
export interface Reader {
  /** Written into the delivery once it is done: it stays the same for ever. */
  name: string;
  read(event: GitHubEvent, bench: Bench): Promise<Also[]>;
}
