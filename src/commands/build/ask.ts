import { z } from 'zod';
import { askForHelp } from '../../domain/build/moves.ts';
import { streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { helpAskedView } from '../../views/build/answers.ts';
import { StreakArgument } from './arguments.ts';
import { findOpenStreak } from './find.ts';

export const askForBuildHelp = defineCommand({
  name: 'build ask',
  about: 'Ask in the help channel for help with a red build',
  usage: '[<build>]',
  args: z.object({ build: StreakArgument.optional() }),
  changes: true,
  verb: 'build.help',
  permission: () => ({ verb: 'build.help' }),
  approvals: () => 0,
  async run(asked) {
    const { actor, desk, settings } = asked;
    const loaded = await findOpenStreak(asked, asked.args.build);
    const { record } = loaded;
    const { help, builds } = settings.channels;
    const channel = help ?? builds;
    if (channel === undefined)
      throw new Refusal('channel_refused', 'There is no help channel. An operator can name one: `channels.help` in shipmate.yaml.');
    if (record.help !== null && record.help.refused === null)
      throw new Refusal('duplicate', `${record.help.by.name} asked for help with \`${record.id}\` already, in <#${record.help.channel}>.`);
    if (record.status === 'waiting' || record.status === 'muted')
      throw new Refusal(
        'stale_card',
        `\`${record.id}\` is ${record.status === 'muted' ? 'muted' : 'not told yet'}. Ask again when it is red.`,
      );
    desk.change(streaks, loaded, askForHelp(record, actor, channel, desk.now()));
    return { message: helpAskedView(record, channel) };
  },
});
