import { type Deploy, type DeployIn, isEnded, isOnTheLane, type Reason, type Standing } from '../../domain/deploy.ts';
import { rollbackTarget, type Verified, verifiedReleases } from '../../domain/history.ts';
import type { Place } from '../../domain/place.ts';
import { insistOnVersion, type Release } from '../../domain/version.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import { insteadOf } from '../../views/deploy/parts.ts';
import { deploysOf } from './lane.ts';
import { sayNewest } from './newest.ts';
import { canBePulled, foundBefore, releaseBefore } from './put-back.ts';
import { lookAt, standing } from './standing.ts';

/** Which release is meant: by a version's name, by what ran there before, or because the bot has to choose. */
type Found = { release: Release } | { because: Reason };

/** @throws Refusal `mutable_tag` or `bad_version` */
export async function releaseNamed(bench: Bench, deploy: DeployIn<'requested'>, wanted: string, place: Place): Promise<Found> {
  const version = insistOnVersion(wanted);
  const { image } = place.serviceSettings;
  const digest = await bench.registry.digestOf(image, version);
  if (digest !== undefined) return { release: { version, digest } };
  const { say, likely } = await sayNewest(bench, image, version);
  return {
    because: {
      code: 'version_not_found',
      say: `There is no \`${version}\` of \`${deploy.service}\` at its registry. ${say}`,
      ...(likely !== undefined && deploy.kind === 'deploy' && { cure: insteadOf(deploy, likely) }),
    },
  };
}

/** What is known to have run well in a place, and what runs on its lane at the moment. */
export async function verifiedThere(bench: Bench, there: Pick<Deploy, 'service' | 'environment'>) {
  const all = (await deploysOf(bench, there)).map(({ record }) => record);
  const running = all.find(isOnTheLane);
  const releases = verifiedReleases([...all.filter(isEnded), ...(running ? [foundBefore(running, bench.clock.now())] : [])]);
  return { running, releases };
}

/** The release to put back that the asker named, by its version or by the deploy that brought it. */
export async function releaseThere(bench: Bench, deploy: DeployIn<'requested'>, wanted: string, place: Place): Promise<Found> {
  const { releases } = await verifiedThere(bench, deploy);
  const named = releases.find(({ version, by }) => version === wanted || by === wanted);
  if (!named && /^[DR]-\d+$/.test(wanted))
    return noTarget(
      `\`${wanted}\` brought nothing to ${deploy.environment} that ran well there. ${sayReleases(releases)} ${goForward(deploy)}`,
    );
  if (!named) {
    const found = await releaseNamed(bench, deploy, wanted, place);
    return 'release' in found ? found : { because: { ...found.because, say: `${found.because.say} ${sayReleases(releases)}` } };
  }
  if (await canBePulled(bench, place.serviceSettings.image, named)) return { release: { version: named.version, digest: named.digest } };
  const others = releases.filter(({ digest }) => digest !== named.digest);
  return noTarget(`\`${named.version}\` can no longer be pulled from the registry. ${sayReleases(others)} ${goForward(deploy)}`);
}

/** The newest verified release before the one that runs, or is just being rolled out. */
export async function releaseToPutBack(bench: Bench, deploy: DeployIn<'requested'>, place: Place, from: Standing): Promise<Found> {
  const { running, releases } = await verifiedThere(bench, deploy);
  if (running?.status === 'rollingBack')
    return {
      because: {
        code: 'duplicate',
        say: `\`${running.id}\` is being rolled back to \`${running.target.version}\` already. Follow it in its message.`,
      },
    };
  const choice = await releaseBefore(bench, place.serviceSettings.image, releases, running ? running.release.digest : from.digest);
  if ('target' in choice) return { release: choice.target };
  const byName = `\`/rollback ${deploy.service} to <version> in ${deploy.environment}\``;
  return noTarget(`${choice.why} Name a version yourself with ${byName}, or ${goForward(deploy, 'go')}`);
}

/** What one may choose from, for somebody who named nothing that stands still; and what the bot would choose. */
export async function sayWhatRanWell(bench: Bench, place: Place): Promise<{ say: string; likely: string | undefined }> {
  const { running, releases } = await verifiedThere(bench, place);
  const live = running?.release.digest ?? (await standing(bench, place, await lookAt(bench, place))).digest;
  const choice = rollbackTarget(releases, live);
  if ('why' in choice) return { say: choice.why, likely: undefined };
  return { say: sayReleases(releases.filter(({ digest }) => digest !== live)), likely: choice.target.version };
}

const noTarget = (say: string): Found => ({ because: { code: 'no_rollback_target', say } });

const goForward = ({ service, environment }: Pick<Deploy, 'service' | 'environment'>, go: 'Go' | 'go' = 'Go'): string =>
  `${go} forward with \`/deploy ${service} <version> to ${environment}\`.`;

/** What else ran well there, for somebody who has to choose. */
function sayReleases(releases: readonly Verified[]): string {
  const versions = [...new Set(releases.map(({ version }) => `\`${version}\``))];
  return versions.length === 0
    ? 'Nothing else is known to have run well there.'
    : `What ran well there: ${versions.slice(0, 5).join(', ')}.`;
}
