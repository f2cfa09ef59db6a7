import { claim } from '../../domain/build/moves.ts';
import { Refusal } from '../../domain/problems.ts';
import { claimedView } from '../../views/build/answers.ts';
import { aBuild, buildUsage, defineBuildChange, insistOnTold } from './define.ts';

export const claimBuild = defineBuildChange({
  name: 'build claim',
  about: 'Say that you are on a red build',
  usage: buildUsage,
  args: aBuild,
  verb: 'build.help',
  change(streak, { actor, desk }) {
    const red = insistOnTold(streak);
    if (red.status === 'claimed' && red.claim.by.id !== actor.id)
      throw new Refusal('duplicate', `${red.claim.by.name} is on \`${red.id}\` already. *I can help* adds you to them.`);
    const next = claim(red, actor, desk.now());
    return { next, message: claimedView(next) };
  },
});
