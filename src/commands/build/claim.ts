import { z } from 'zod';
import { claim as claimed } from '../../domain/build/moves.ts';
import { streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { claimedView } from '../../views/build/answers.ts';
import { StreakArgument } from './arguments.ts';
import { findOpenStreak } from './find.ts';

export const claimBuild = defineCommand({
  name: 'build claim',
  about: 'Say that you are on a red build',
  usage: '[<build>]',
  args: z.object({ build: StreakArgument.optional() }),
  changes: true,
  verb: 'build.help',
  permission: () => ({ verb: 'build.help' }),
  approvals: () => 0,
  async run(asked) {
    const { actor, desk } = asked;
    const { record, version } = await findOpenStreak(asked, asked.args.build);
    if (record.status === 'waiting')
      throw new Refusal('stale_card', `\`${record.id}\` may be green in a moment: nobody was told yet. Ask again if it stays red.`);
    if (record.status === 'muted')
      throw new Refusal('stale_card', `\`${record.id}\` is muted. \`/build unmute ${record.id}\` makes it loud again.`);
    if (record.status === 'claimed' && record.claim.by.id !== actor.id)
      throw new Refusal('duplicate', `${record.claim.by.name} is on \`${record.id}\` already. *I can help* adds you to them.`);
    const next = claimed(record, actor, desk.now());
    desk.change(streaks, { record, version }, next);
    return { message: claimedView(next) };
  },
});
