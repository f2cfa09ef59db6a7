import type { Deploy } from './deploy.ts';
import type { Release } from './version.ts';

/** A release that was seen to run well in a lane. */
export interface Verified extends Release {
  /** When it was verified, or found running. */
  at: string;
  /** The deploy that brought it; null: it was there before us. */
  by: string | null;
  /** The deploy or rollback that spoke against it since. */
  withdrawnBy: string | null;
}

/**
 * The verified releases of a lane, newest first, told from its deploys. Verified is what reached `live`, bake included, and what was found
 * running whole before a deploy of ours. A release that failed, was cancelled or was rolled back is withdrawn until it is live again,
 * even if it is found running whole later: a cluster goes on by itself with what was cancelled.
 * @param deploys the deploys of one lane that are over, in any order
 */
export function verifiedReleases(deploys: readonly Deploy[]): Verified[] {
  const releases: Verified[] = [];
  const against = new Map<string, string>();
  const withdraw = (digest: string | undefined, by: string) => {
    if (digest === undefined) return;
    against.set(digest, by);
    for (const release of releases) if (release.digest === digest) release.withdrawnBy = by;
  };
  for (const deploy of [...deploys].sort((a, b) => endOf(a).localeCompare(endOf(b)))) {
    if (deploy.dryRun || !('from' in deploy) || !deploy.from || !deploy.release) continue;
    const { from, release } = deploy;
    if (from.digest !== undefined && from.healthy && !against.has(from.digest) && !releases.some(({ digest }) => digest === from.digest)) {
      releases.push({ version: from.version, digest: from.digest, at: deploy.askedAt, by: null, withdrawnBy: null });
    }
    if (deploy.status === 'live') {
      if (deploy.kind === 'rollback' && from.digest !== release.digest) withdraw(from.digest, deploy.id);
      against.delete(release.digest);
      releases.push({ ...release, at: deploy.endedAt, by: deploy.id, withdrawnBy: null });
    } else if (
      deploy.status === 'rolledBack' ||
      deploy.status === 'stuck' ||
      (deploy.status === 'cancelled' && deploy.startedAt !== undefined)
    ) {
      withdraw(release.digest, deploy.id);
    }
  }
  return releases.reverse();
}

const endOf = (deploy: Deploy): string => ('endedAt' in deploy && deploy.endedAt) || deploy.askedAt;

/**
 * The release a rollback puts back: the newest verified one that is not what runs now, and that nothing spoke against.
 * Undefined: there is none; `why` is for people.
 */
export function rollbackTarget(releases: readonly Verified[], leaving: string | undefined): { target: Verified } | { why: string } {
  const target = releases.find(({ digest, withdrawnBy }) => digest !== leaving && withdrawnBy === null);
  if (target) return { target };
  const withdrawn = [
    ...new Set(
      releases
        .filter(({ digest, withdrawnBy }) => digest !== leaving && withdrawnBy !== null)
        .map(({ version, withdrawnBy }) => `\`${version}\` (withdrawn by ${withdrawnBy})`),
    ),
  ];
  if (withdrawn.length > 0) return { why: `No earlier release is fit to be put back: ${withdrawn.slice(0, 5).join(', ')}.` };
  return { why: 'I have seen no other release run well here, so there is nothing I can put back by myself.' };
}
