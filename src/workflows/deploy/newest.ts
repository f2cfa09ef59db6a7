import { unknownInAnOutage } from '../../domain/problems.ts';
import { newestRelease, versionMeant } from '../../domain/version.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import { spokenAge } from '../../views/time.ts';

const shown = 3;

/**
 * The newest versions of an image with their age, for somebody who named none that can be deployed; and the one they most likely want.
 * @param wanted what they named
 */
export async function sayNewest(
  { registry, clock }: Pick<Bench, 'registry' | 'clock'>,
  image: string,
  wanted: string,
): Promise<{ say: string; likely: string | undefined }> {
  const versions = await registry.tags(image);
  if (versions.length === 0) return { say: 'It has no versions yet.', likely: undefined };
  const meant = versionMeant(wanted, versions);
  const newest = await Promise.all(
    versions.slice(0, shown).map(async (version) => {
      // that an age is not known keeps nobody from choosing
      const builtAt = await registry.builtAt(image, version).catch(unknownInAnOutage);
      return `\`${version}\`${builtAt === undefined ? '' : ` (${spokenAge(clock.now().getTime() - builtAt.getTime())})`}`;
    }),
  );
  return {
    say: `${meant === undefined ? '' : `Did you mean \`${meant}\`? `}Newest: ${newest.join(', ')}.`,
    likely: meant ?? newestRelease(versions),
  };
}
