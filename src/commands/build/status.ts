import { z } from 'zod';
import { shelfOf } from '../../domain/build/build.ts';
import { streaks } from '../../domain/build/streak.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { redList } from '../../views/build/lists.ts';
import { RepoArgument } from './arguments.ts';

export const buildStatus = defineCommand({
  name: 'build status',
  about: 'What is red, since when, and who is on it',
  usage: '[<repo>]',
  args: z.object({ repo: RepoArgument.optional() }),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  async run({ args, desk }) {
    const open = await desk.list(streaks, { ended: false, limit: 200, ...(args.repo !== undefined && { lane: shelfOf(args.repo) }) });
    return {
      message: redList(
        open.map(({ record }) => record),
        desk.now(),
        args.repo,
      ),
    };
  },
});
