import type { Deploy, DeployIn, onTheLane } from '../../domain/deploy.ts';
import { cancel } from '../../domain/endings.ts';
import { rollbackTarget, type Verified } from '../../domain/history.ts';
import { Outage, Refusal } from '../../domain/problems.ts';
import type { Release } from '../../domain/version.ts';
import type { Bench } from '../../pipeline/workflow.ts';

/** The newest verified release that nothing speaks against and that can still be pulled; else why there is none. */
export async function releaseBefore(
  bench: Pick<Bench, 'registry'>,
  image: string,
  releases: readonly Verified[],
  leaving: string | undefined,
): Promise<{ target: Release } | { why: string }> {
  const gone: Verified[] = [];
  for (;;) {
    const left = releases.filter(({ digest }) => !gone.some((one) => one.digest === digest));
    const choice = rollbackTarget(left, leaving);
    if ('why' in choice) return gone.length === 0 ? choice : { why: `${sayGone(gone)} ${choice.why}` };
    if (await canBePulled(bench, image, choice.target)) return { target: { version: choice.target.version, digest: choice.target.digest } };
    gone.push(choice.target);
  }
}

/** A registry that does not answer, or lets us in no more, stops no rollback: the nodes may still have the image. */
export async function canBePulled({ registry }: Pick<Bench, 'registry'>, image: string, { digest }: Release): Promise<boolean> {
  try {
    return await registry.has(image, digest);
  } catch (problem) {
    if (problem instanceof Outage || problem instanceof Refusal) return true;
    throw problem;
  }
}

const sayGone = (gone: readonly Release[]): string =>
  `${gone.map(({ version }) => `\`${version}\``).join(', ')} can no longer be pulled from the registry.`;

/** A deploy that is not over, as it will be remembered: what ran whole before it counts as verified, and it speaks against its own release. */
export const foundBefore = (deploy: DeployIn<(typeof onTheLane)[number]>, now: Date): Deploy => cancel(deploy, deploy.askedBy, '', now);
