import { askForRevert } from '../../domain/build/moves.ts';
import { Refusal } from '../../domain/problems.ts';
import { revertView } from '../../views/build/answers.ts';
import { aBuild, buildUsage, defineBuildChange, insistOnTold } from './define.ts';

export const revertBuild = defineBuildChange({
  name: 'build revert',
  about: 'Open a pull request that takes back the change in which a build turned red',
  usage: buildUsage,
  args: aBuild,
  verb: 'build.revert',
  change(streak, { actor, desk }) {
    const { id, system, branchKind, fork, revert } = streak;
    if (system !== 'github' || branchKind !== 'default' || fork)
      throw new Refusal('bad_arguments', `\`${id}\` is not of a default branch on GitHub: there is nothing merged to take back.`);
    const red = insistOnTold(streak);
    if (revert !== null && revert.refused === null)
      throw new Refusal('duplicate', `${revert.by.name} asked for a revert of it already: the card shows it.`);
    return { next: askForRevert(red, actor, desk.now()), message: revertView(red) };
  },
});
