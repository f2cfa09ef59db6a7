import { type Deploy, type DeployIn, isEnded, isOnTheLane, type Reason, type Standing } from '../../domain/deploy.ts';
import { refuse } from '../../domain/endings.ts';
import { type Verified, verifiedReleases } from '../../domain/history.ts';
import { type Place, placeOf } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import { insistOnVersion, type Release } from '../../domain/version.ts';
import { type Bench, become, type Next } from '../../pipeline/workflow.ts';
import type { Target, Workload } from '../../ports.ts';
import { deploysOf } from './lane.ts';
import { clusterTarget, planHash } from './plan.ts';
import { canBePulled, foundBefore, releaseBefore } from './put-back.ts';

/** Which software is meant, exactly; and what stands where it shall go. */
export async function resolveTheVersion(deploy: DeployIn<'requested'>, bench: Bench): Promise<Next<Deploy>> {
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const workload = await lookAt(bench, place);
  await insistItMayChange(bench, place, workload);
  const from = await standing(bench, place, workload);
  const found = deploy.kind === 'rollback' ? await releaseToPutBack(bench, deploy, place, from) : await releaseNamed(bench, deploy, place);
  if ('because' in found) return become(refuse(deploy, [found.because], bench.clock.now()));
  const { approvals } = place.environmentSettings;
  return become({
    ...deploy,
    status: 'resolved',
    // what never ran well here is not the safe direction: it needs the agreement that a deploy needs
    approvalsNeeded: found.isNew && deploy.kind === 'rollback' ? Math.max(approvals, deploy.approvalsNeeded) : deploy.approvalsNeeded,
    release: found.release,
    image: place.serviceSettings.image,
    from,
    gates: [],
    approvals: [],
    planHash: planHash(bench, place, { kind: deploy.kind, digest: found.release.digest }),
  });
}

const nameOf = ({ deployment, namespace, context }: Target) => `\`${deployment}\` in namespace \`${namespace}\` of \`${context}\``;

/** @throws Refusal `executor_error` when there is no such Deployment */
export async function lookAt({ cluster }: Pick<Bench, 'cluster'>, place: Place): Promise<Workload> {
  const target = clusterTarget(place);
  const workload = await cluster.look(target);
  if (workload) return workload;
  throw new Refusal('executor_error', `There is no Deployment ${nameOf(target)}. Check \`targets\` in shipmate.yaml, or create it first.`);
}

/**
 * The Deployment is ours to change, and a change would roll out.
 * @throws Refusal `executor_error` or `gitops_managed`
 */
export async function insistItMayChange({ cluster }: Pick<Bench, 'cluster'>, place: Place, workload: Workload): Promise<void> {
  const target = clusterTarget(place);
  const where = nameOf(target);
  if (workload.managedBy)
    throw new Refusal(
      'gitops_managed',
      `${where} is reconciled from git by ${workload.managedBy}, which would undo a change made here. Change it in git.`,
    );
  if (workload.paused)
    throw new Refusal('executor_error', `${where} is paused: nothing would roll out. Resume it with \`kubectl rollout resume\` first.`);
  if (!workload.containers.includes(target.container)) {
    throw new Refusal(
      'executor_error',
      `${where} has no container \`${target.container}\`. It has ${workload.containers.map((name) => `\`${name}\``).join(', ')}: correct \`container\` in shipmate.yaml.`,
    );
  }
  const right = await cluster.mayWrite(target);
  if (!right.allowed) throw new Refusal('executor_error', right.say);
}

/** What runs there now, by name and digest as far as they can be known. */
export async function standing({ registry }: Pick<Bench, 'registry'>, place: Place, workload: Workload): Promise<Standing> {
  const [name = '', digest] = workload.image.split('@');
  const tag = /:([\w][\w.-]*)$/.exec(name)?.[1];
  const known = digest?.startsWith('sha256:')
    ? digest
    : tag !== undefined && name.startsWith(`${place.serviceSettings.image}:`)
      ? await registry.digestOf(place.serviceSettings.image, tag)
      : undefined;
  const ours = name === place.serviceSettings.image || name.startsWith(`${place.serviceSettings.image}:`);
  const version = (ours ? (workload.version ?? tag) : tag) ?? known?.slice(0, 19) ?? workload.image;
  return {
    version,
    image: workload.image,
    healthy: workload.settled,
    ...(ours && known !== undefined && { digest: known }),
    ...(workload.revision !== undefined && { revision: workload.revision }),
  };
}

type Found = { release: Release; isNew: boolean } | { because: Reason };

/** @throws Refusal `mutable_tag` or `bad_version` */
async function releaseNamed(bench: Bench, deploy: DeployIn<'requested'>, place: Place): Promise<Found> {
  const version = insistOnVersion(deploy.wanted ?? '');
  const { image } = place.serviceSettings;
  const digest = await bench.registry.digestOf(image, version);
  if (digest !== undefined) return { release: { version, digest }, isNew: true };
  const newest = (await bench.registry.tags(image)).slice(0, 3);
  const [first] = newest;
  const none = `There is no \`${version}\` of \`${deploy.service}\` at its registry.`;
  if (first === undefined) return { because: { code: 'version_not_found', say: `${none} It has no versions yet.` } };
  return {
    because: {
      code: 'version_not_found',
      say: `${none} Newest: ${newest.map((one) => `\`${one}\``).join(', ')}.`,
      ...(deploy.kind === 'deploy' && {
        cure: { label: `Deploy ${first}`, does: `deploy ${deploy.service} ${first} to ${deploy.environment}` },
      }),
    },
  };
}

/** The release the asker named, or the newest verified one before the one that runs or is just being rolled out. */
async function releaseToPutBack(bench: Bench, deploy: DeployIn<'requested'>, place: Place, from: Standing): Promise<Found> {
  const { image } = place.serviceSettings;
  const all = (await deploysOf(bench, deploy)).map(({ record }) => record);
  const running = all.find(isOnTheLane);
  const releases = verifiedReleases([...all.filter(isEnded), ...(running ? [foundBefore(running, bench.clock.now())] : [])]);
  const how = `\`/deploy ${deploy.service} <version> to ${deploy.environment}\``;

  if (deploy.wanted !== undefined) {
    const named = releases.find(({ version, by }) => version === deploy.wanted || by === deploy.wanted);
    const isDeploy = /^[DR]-\d+$/.test(deploy.wanted);
    if (!named && isDeploy)
      return {
        because: {
          code: 'no_rollback_target',
          say: `\`${deploy.wanted}\` brought nothing to ${deploy.environment} that ran well there. ${sayReleases(releases)} Go forward with ${how}.`,
        },
      };
    if (!named) return releaseNamed(bench, deploy, place);
    if (await canBePulled(bench, image, named)) return { release: { version: named.version, digest: named.digest }, isNew: false };
    const others = releases.filter(({ digest }) => digest !== named.digest);
    return {
      because: {
        code: 'no_rollback_target',
        say: `\`${named.version}\` can no longer be pulled from the registry. ${sayReleases(others)} Go forward with ${how}.`,
      },
    };
  }

  if (running?.status === 'rollingBack')
    return {
      because: {
        code: 'duplicate',
        say: `\`${running.id}\` is being rolled back to \`${running.target.version}\` already. Follow it in its message.`,
      },
    };
  const choice = await releaseBefore(bench, image, releases, running ? running.release.digest : from.digest);
  if ('target' in choice) return { release: choice.target, isNew: false };
  return {
    because: {
      code: 'no_rollback_target',
      say: `${choice.why} Name a version yourself with \`/rollback ${deploy.service} to <version> in ${deploy.environment}\`, or go forward with ${how}.`,
    },
  };
}

/** What else ran well there, for somebody who has to choose. */
function sayReleases(releases: readonly Verified[]): string {
  const versions = [...new Set(releases.map(({ version }) => `\`${version}\``))];
  return versions.length === 0
    ? 'Nothing else is known to have run well there.'
    : `What ran well there: ${versions.slice(0, 5).join(', ')}.`;
}
