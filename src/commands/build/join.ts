import { join } from '../../domain/build/moves.ts';
import { Refusal } from '../../domain/problems.ts';
import { joinedView } from '../../views/build/answers.ts';
import { aBuild, buildUsage, defineBuildChange, insistOnTold } from './define.ts';

export const joinBuild = defineBuildChange({
  name: 'build join',
  about: 'Say that you can help with a red build',
  usage: buildUsage,
  args: aBuild,
  verb: 'build.help',
  change(streak, { actor }) {
    const red = insistOnTold(streak);
    if (red.status === 'claimed' && red.claim.by.id === actor.id)
      throw new Refusal('duplicate', `You are on \`${red.id}\` already. *Ask for help* finds others.`);
    if (red.helpers.some(({ id }) => id === actor.id))
      throw new Refusal('duplicate', `You offered to help with \`${red.id}\` already: the thread of its card is the place for it.`);
    return { next: join(red, actor), message: joinedView(red) };
  },
});
