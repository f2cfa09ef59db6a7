import { z } from 'zod';
import { askForRevert } from '../../domain/build/moves.ts';
import { streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { revertView } from '../../views/build/answers.ts';
import { StreakArgument } from './arguments.ts';
import { findOpenStreak } from './find.ts';

export const revertBuild = defineCommand({
  name: 'build revert',
  about: 'Open a pull request that takes back the change in which a build turned red',
  usage: '[<build>]',
  args: z.object({ build: StreakArgument.optional() }),
  changes: true,
  verb: 'build.revert',
  permission: () => ({ verb: 'build.revert' }),
  approvals: () => 0,
  async run(asked) {
    const { actor, desk } = asked;
    const loaded = await findOpenStreak(asked, asked.args.build);
    const { record } = loaded;
    if (record.system !== 'github' || record.branchKind !== 'default' || record.fork)
      throw new Refusal('bad_arguments', `\`${record.id}\` is not of a default branch on GitHub: there is nothing merged to take back.`);
    if (record.status === 'waiting' || record.status === 'muted')
      throw new Refusal(
        'stale_card',
        `\`${record.id}\` is ${record.status === 'muted' ? 'muted' : 'not told yet'}. Ask again when it is red.`,
      );
    if (record.revert !== null && record.revert.refused === null)
      throw new Refusal('duplicate', `${record.revert.by.name} asked for a revert of it already: the card shows it.`);
    desk.change(streaks, loaded, askForRevert(record, actor, desk.now()));
    return { message: revertView(record) };
  },
});
