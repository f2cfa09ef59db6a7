import type { Deploy, DeployIn } from '../../domain/deploy.ts';
import { refuse } from '../../domain/endings.ts';
import { type Place, placeOf } from '../../domain/place.ts';
import type { Release } from '../../domain/version.ts';
import { type Bench, become, type Next } from '../../pipeline/workflow.ts';
import { planHash } from './plan.ts';
import { releaseNamed, releaseThere, releaseToPutBack, verifiedThere } from './release.ts';
import { insistItMayChange, lookAt, standing } from './standing.ts';

/** Which software is meant, exactly; then what stands where it shall go. */
export async function resolveTheVersion(deploy: DeployIn<'requested'>, bench: Bench): Promise<Next<Deploy>> {
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const { wanted, release } = deploy;
  if (wanted !== undefined && release === undefined) {
    const found =
      deploy.kind === 'rollback' ? await releaseThere(bench, deploy, wanted, place) : await releaseNamed(bench, deploy, wanted, place);
    return become('because' in found ? refuse(deploy, [found.because], bench.clock.now()) : { ...deploy, release: found.release });
  }
  const workload = await lookAt(bench, place);
  await insistItMayChange(bench, place, workload);
  const from = await standing(bench, place, workload);
  const found = release ? { release } : await releaseToPutBack(bench, deploy, place, from);
  if ('because' in found) return become(refuse(deploy, [found.because], bench.clock.now()));
  return become({
    ...deploy,
    status: 'resolved',
    approvalsNeeded: await approvalsFor(bench, deploy, found.release, place),
    release: found.release,
    image: place.serviceSettings.image,
    from,
    gates: [],
    approvals: [],
    planHash: planHash(bench, place, { kind: deploy.kind, force: deploy.force, digest: found.release.digest }),
  });
}

/** What never ran well there is not the safe direction: putting it back needs the agreement that a deploy needs. */
async function approvalsFor(bench: Bench, deploy: DeployIn<'requested'>, { digest }: Release, place: Place): Promise<number> {
  if (deploy.kind === 'deploy') return deploy.approvalsNeeded;
  const { releases } = await verifiedThere(bench, deploy);
  if (releases.some((verified) => verified.digest === digest)) return deploy.approvalsNeeded;
  return Math.max(place.environmentSettings.approvals, deploy.approvalsNeeded);
}
