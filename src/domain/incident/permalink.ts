import type { EventData } from './event.ts';

/** What a link to a message begins with: `https://acme.slack.com/archives/`. Undefined: Slack has not told the address of the workspace. */
export const linksBeginAt = (workspaceUrl: string | undefined): string | undefined =>
  workspaceUrl === undefined ? undefined : `${workspaceUrl.replace(/\/$/, '')}/archives/`;

/** Where the message stands that a line was taken from, or told in. */
export function permalinkOf(source: EventData['source'], linksBegin: string | undefined): string | undefined {
  if (source === undefined || !('ts' in source)) return undefined;
  if (source.permalink !== undefined) return source.permalink;
  if (linksBegin === undefined) return undefined;
  const { channel, ts, threadTs } = source;
  const link = `${linksBegin}${channel}/p${ts.replace('.', '')}`;
  return threadTs === undefined || threadTs === ts ? link : `${link}?thread_ts=${threadTs}&cid=${channel}`;
}
