import type { Bench } from '../../pipeline/workflow.ts';
import { insistOnGitHub } from './raise.ts';

const channelAgeMs = 300_000;
/** A question is not worth more than a day. */
export const patienceMs = 86_400_000;

/** The channel, and whether only its members read it: one that cannot be read counts as such. */
export async function placeOf(channelId: string, { directory }: Pick<Bench, 'directory'>) {
  const channel = await directory.channel(channelId, channelAgeMs);
  return { channel, isPrivate: channel === undefined || channel.isPrivate || channel.direct };
}

/** Whether what was written there could be read by everybody, once it stands in that repository. */
export async function wouldBePublic({ channel, repo }: { channel: string; repo: string }, bench: Bench): Promise<boolean> {
  const { isPrivate } = await placeOf(channel, bench);
  if (!isPrivate) return false;
  const place = await insistOnGitHub(bench).repository(repo);
  return place.outcome === 'done' && !place.repository.isPrivate;
}
