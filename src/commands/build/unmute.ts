import { z } from 'zod';
import { turnRed } from '../../domain/build/moves.ts';
import { mutings } from '../../domain/build/muting.ts';
import { streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { unmutedView } from '../../views/build/answers.ts';
import { FailureArgument } from './arguments.ts';
import { findFailure, findMuting } from './find.ts';

export const unmuteBuild = defineCommand({
  name: 'build unmute',
  about: 'Tell of a muted failure again',
  usage: '<build>',
  args: z.object({ build: FailureArgument }),
  changes: true,
  verb: 'build.mute',
  permission: () => ({ verb: 'build.mute' }),
  approvals: () => 0,
  async run(asked) {
    const { desk, args } = asked;
    const alike = await findFailure(asked, args.build);
    const [first] = alike;
    const muting = first && (await findMuting(asked, first.record.signature));
    if (!muting) throw new Refusal('bad_arguments', `\`${args.build}\` is not muted.`);
    desk.change(mutings, muting, { ...muting.record, status: 'over' });
    for (const loaded of alike) if (loaded.record.status === 'muted') desk.change(streaks, loaded, turnRed(loaded.record));
    return { message: unmutedView(args.build) };
  },
});
