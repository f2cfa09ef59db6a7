import { EventData } from '../../domain/incident/event.ts';
import { Outage } from '../../domain/problems.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { StoredEvent } from '../../ports.ts';

/**
 * What a link to a message begins with: `https://acme.slack.com/archives/`. One message is asked about; the others are linked in the same
 * way, because ten thousand questions would take Slack hours. Undefined: there is none, or Slack cannot say.
 */
export async function archivesOf(events: readonly StoredEvent[], { workspace }: Bench): Promise<string | undefined> {
  for (const { data } of events) {
    const { source } = EventData.parse(data);
    if (source === undefined || !('ts' in source)) continue;
    const link = source.permalink ?? (await linkTo(source.channel, source.ts, workspace));
    return /^https?:\/\/[^/]+\/archives\//.exec(link ?? '')?.[0];
  }
  return undefined;
}

async function linkTo(channel: string, ts: string, workspace: Bench['workspace']): Promise<string | undefined> {
  try {
    return await workspace.permalink(channel, ts);
  } catch (problem) {
    if (problem instanceof Outage) return undefined;
    throw problem;
  }
}
