import type { GitHubEvent } from '../../domain/github-event.ts';
import { redactAll } from '../../domain/redact.ts';
import { buildEvents } from './build-events.ts';
import type { Readers } from './event-fields.ts';
import { installationEvents } from './installation-events.ts';
import { issueEvents } from './issue-events.ts';
import { repositoryEvents } from './repository-events.ts';

/** What GitHub's webhooks say: only the fields we read. By the name in `X-GitHub-Event`. */
const readers: Readers = { ...buildEvents, ...repositoryEvents, ...issueEvents, ...installationEvents };

/** Whether anybody here reads events of that name (`X-GitHub-Event`). */
export const isForUs = (event: string): boolean => Object.hasOwn(readers, event);

/** What a webhook says; undefined when it is not what GitHub sends under that name. */
export function readEvent(event: string, payload: unknown): GitHubEvent | undefined {
  const read = isForUs(event) ? readers[event]?.safeParse(payload) : undefined;
  return read?.success ? redactAll(read.data) : undefined;
}
