import { askForHelp } from '../../domain/build/moves.ts';
import { Refusal } from '../../domain/problems.ts';
import { helpAskedView } from '../../views/build/answers.ts';
import { aBuild, buildUsage, defineBuildChange, insistOnTold } from './define.ts';

export const askForBuildHelp = defineBuildChange({
  name: 'build ask',
  about: 'Ask in the help channel for help with a red build',
  usage: buildUsage,
  args: aBuild,
  verb: 'build.help',
  change(streak, { actor, desk, settings }) {
    const { help, builds } = settings.channels;
    const channel = help ?? builds;
    if (channel === undefined)
      throw new Refusal('channel_refused', 'There is no help channel. An operator can name one: `channels.help` in shipmate.yaml.');
    const red = insistOnTold(streak);
    if (red.help !== null && red.help.refused === null)
      throw new Refusal('duplicate', `${red.help.by.name} asked for help with \`${red.id}\` already, in <#${red.help.channel}>.`);
    return { next: askForHelp(red, actor, channel, desk.now()), message: helpAskedView(red, channel) };
  },
});
