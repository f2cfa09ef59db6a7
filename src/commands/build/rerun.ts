import { z } from 'zod';
import { askForRerun } from '../../domain/build/moves.ts';
import { streaks } from '../../domain/build/streak.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { rerunView } from '../../views/build/answers.ts';
import { Switch } from '../arguments.ts';
import { StreakArgument } from './arguments.ts';
import { findOpenStreak } from './find.ts';

export const rerunBuild = defineCommand({
  name: 'build rerun',
  about: 'Run a red build again, or its failed jobs alone',
  usage: '[<build>] [--failed]',
  args: z.object({ build: StreakArgument.optional(), failed: Switch }),
  changes: true,
  verb: 'build.rerun',
  permission: () => ({ verb: 'build.rerun' }),
  approvals: () => 0,
  async run(asked) {
    const { actor, desk, args } = asked;
    const loaded = await findOpenStreak(asked, args.build);
    const { record } = loaded;
    if (record.system !== 'github')
      throw new Refusal('bad_arguments', `\`${record.id}\` runs in ${record.system}, where I can start nothing. Its card has the link.`);
    if (record.status === 'waiting') throw new Refusal('stale_card', `\`${record.id}\` is not told yet. Ask again if it stays red.`);
    if (record.rerun !== null && record.rerun.refused === null && record.rerun.attempt === record.newest.attempt)
      throw new Refusal(
        'duplicate',
        `\`${record.id}\` is being run again already${record.rerun.by ? `, asked by ${record.rerun.by.name}` : ''}.`,
      );
    const next = askForRerun(record, refTo(actor), args.failed !== true, desk.now());
    desk.change(streaks, loaded, next);
    return { message: rerunView(next) };
  },
});
