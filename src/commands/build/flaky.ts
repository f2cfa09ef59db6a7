import { z } from 'zod';
import { shelfOf } from '../../domain/build/build.ts';
import { flakiest } from '../../domain/build/stats.ts';
import { streaks } from '../../domain/build/streak.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { flakyList } from '../../views/build/lists.ts';
import { RepoArgument } from './arguments.ts';

export const flakyBuilds = defineCommand({
  name: 'build flaky',
  about: 'The failures that come and go by themselves, the worst first',
  usage: '[<repo>]',
  args: z.object({ repo: RepoArgument.optional() }),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  async run({ args, desk }) {
    const all = await desk.list(streaks, { limit: 1_000, ...(args.repo !== undefined && { lane: shelfOf(args.repo) }) });
    return {
      message: flakyList(
        flakiest(
          all.map(({ record }) => record),
          desk.now(),
        ),
        args.repo,
      ),
    };
  },
});
