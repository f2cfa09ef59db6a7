import { z } from 'zod';
import { join } from '../../domain/build/moves.ts';
import { streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { joinedView } from '../../views/build/answers.ts';
import { StreakArgument } from './arguments.ts';
import { findOpenStreak } from './find.ts';

export const joinBuild = defineCommand({
  name: 'build join',
  about: 'Say that you can help with a red build',
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
    if (record.status === 'claimed' && record.claim.by.id === actor.id)
      throw new Refusal('duplicate', `You are on \`${record.id}\` already. *Ask for help* finds others.`);
    if (record.helpers.some(({ id }) => id === actor.id))
      throw new Refusal('duplicate', `You offered to help with \`${record.id}\` already: the thread of its card is the place for it.`);
    desk.change(streaks, loaded, join(record, actor));
    return { message: joinedView(record) };
  },
});
