import type { Deploy, DeployIn, Standing } from '../../domain/deploy.ts';
import { refuse } from '../../domain/endings.ts';
import { rollbackTarget, verifiedReleases } from '../../domain/history.ts';
import { type Place, placeOf } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import { insistOnVersion, type Release } from '../../domain/version.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import { become, type Next } from '../../pipeline/workflow.ts';
import type { Workload } from '../../ports.ts';
import { deploysOf } from './lane.ts';
import { clusterTarget, planHash } from './plan.ts';

/** Which software is meant, exactly; and what stands where it shall go. */
export async function resolveTheVersion(deploy: DeployIn<'requested'>, bench: Bench): Promise<Next<Deploy>> {
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const workload = await insistOnWorkload(bench, place);
  const from = await standing(bench, place, workload);
  const release =
    deploy.kind === 'rollback' ? await releaseToPutBack(bench, deploy, place, from) : await releaseNamed(bench, deploy, place);
  if ('because' in release) return become(refuse(deploy, [release.because], bench.clock.now()));
  return become({
    ...deploy,
    status: 'resolved',
    release,
    image: place.serviceSettings.image,
    from,
    gates: [],
    approvals: [],
    planHash: planHash(bench, place, { kind: deploy.kind, digest: release.digest, approvalsNeeded: deploy.approvalsNeeded }),
  });
}

/**
 * The Deployment, when it is there and ours to change.
 * @throws Refusal `executor_error` or `gitops_managed`
 */
export async function insistOnWorkload({ cluster }: Pick<Bench, 'cluster'>, place: Place): Promise<Workload> {
  const target = clusterTarget(place);
  const where = `\`${target.deployment}\` in namespace \`${target.namespace}\` of \`${target.context}\``;
  const workload = await cluster.look(target);
  if (!workload)
    throw new Refusal('executor_error', `There is no Deployment ${where}. Check \`targets\` in shipmate.yaml, or create it first.`);
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
  return workload;
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
  return { version, image: workload.image, healthy: workload.settled, ...(ours && known !== undefined && { digest: known }) };
}

type Found =
  | Release
  | { because: { code: 'version_not_found' | 'no_rollback_target'; say: string; cure?: { label: string; does: string } } };

/** @throws Refusal `mutable_tag` or `bad_version` */
async function releaseNamed(bench: Bench, deploy: DeployIn<'requested'>, place: Place): Promise<Found> {
  const version = insistOnVersion(deploy.wanted ?? '');
  const digest = await bench.registry.digestOf(place.serviceSettings.image, version);
  if (digest !== undefined) return { version, digest };
  const newest = (await bench.registry.tags(place.serviceSettings.image)).slice(0, 3);
  const first = newest[0];
  return {
    because: {
      code: 'version_not_found',
      say: `There is no \`${version}\` of \`${deploy.service}\` at its registry. ${first === undefined ? 'It has no versions yet.' : `Newest: ${newest.map((one) => `\`${one}\``).join(', ')}.`}`,
      ...(first !== undefined && {
        cure: { label: `Deploy ${first}`, does: `deploy ${deploy.service} ${first} to ${deploy.environment}` },
      }),
    },
  };
}

/** The release the asker named, or the newest verified one before the one that runs or is just being rolled out. */
async function releaseToPutBack(bench: Bench, deploy: DeployIn<'requested'>, place: Place, from: Standing): Promise<Found> {
  const all = await deploysOf(bench, deploy);
  const releases = verifiedReleases(all.filter(({ record }) => 'endedAt' in record).map(({ record }) => record));
  const running = all
    .map(({ record }) => record)
    .find(
      (record) => record.id !== deploy.id && (record.status === 'starting' || record.status === 'rollingOut' || record.status === 'baking'),
    );
  const leaving = running && 'release' in running ? running.release?.digest : from.digest;
  if (
    running &&
    'from' in running &&
    running.from?.healthy &&
    running.from.digest !== undefined &&
    !releases.some(({ digest }) => digest === running.from?.digest)
  ) {
    releases.unshift({ version: running.from.version, digest: running.from.digest, at: running.askedAt, by: null, withdrawnBy: null });
  }
  if (deploy.wanted !== undefined && deploy.wanted !== 'previous') {
    const named = releases.find(({ version, by }) => version === deploy.wanted || by === deploy.wanted);
    if (!named) return releaseNamed(bench, deploy, place);
    return { version: named.version, digest: named.digest };
  }
  const choice = rollbackTarget(releases, leaving);
  if ('why' in choice) {
    return {
      because: {
        code: 'no_rollback_target',
        say: `${choice.why} Name a version yourself with \`/rollback ${deploy.service} to <version> in ${deploy.environment}\`, or go forward with \`/deploy ${deploy.service} <version> to ${deploy.environment}\`.`,
      },
    };
  }
  return { version: choice.target.version, digest: choice.target.digest };
}
