import { leave, turnRed } from '../../domain/build/moves.ts';
import { Refusal } from '../../domain/problems.ts';
import { releasedView } from '../../views/build/answers.ts';
import { aBuild, buildUsage, defineBuildChange } from './define.ts';

export const releaseBuild = defineBuildChange({
  name: 'build release',
  about: 'Say that you are not on a red build any more',
  usage: buildUsage,
  args: aBuild,
  verb: 'build.help',
  change(streak, { actor }) {
    const isTheirs = streak.status === 'claimed' && streak.claim.by.id === actor.id;
    if (!isTheirs && !streak.helpers.some(({ id }) => id === actor.id))
      throw new Refusal('bad_arguments', `You are not on \`${streak.id}\`, so there is nothing to let go of.`);
    return { next: leave(isTheirs ? turnRed(streak) : streak, actor), message: releasedView(streak) };
  },
});
