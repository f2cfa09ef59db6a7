import { z } from 'zod';
import { leave, turnRed } from '../../domain/build/moves.ts';
import { streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { releasedView } from '../../views/build/answers.ts';
import { StreakArgument } from './arguments.ts';
import { findOpenStreak } from './find.ts';

export const releaseBuild = defineCommand({
  name: 'build release',
  about: 'Say that you are not on a red build any more',
  usage: '[<build>]',
  args: z.object({ build: StreakArgument.optional() }),
  changes: true,
  verb: 'build.help',
  permission: () => ({ verb: 'build.help' }),
  approvals: () => 0,
  async run(asked) {
    const { actor, desk } = asked;
    const loaded = await findOpenStreak(asked, asked.args.build);
    const { record } = loaded;
    const isTheirs = record.status === 'claimed' && record.claim.by.id === actor.id;
    if (!isTheirs && !record.helpers.some(({ id }) => id === actor.id))
      throw new Refusal('bad_arguments', `You are not on \`${record.id}\`, so there is nothing to let go of.`);
    desk.change(streaks, loaded, isTheirs ? leave(turnRed(record), actor) : leave(record, actor));
    return { message: releasedView(record) };
  },
});
