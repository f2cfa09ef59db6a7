import { z } from 'zod';
import { shelfOf } from '../../domain/build/build.ts';
import { streaks } from '../../domain/build/streak.ts';
import { isWatched } from '../../domain/build/subscription.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { redList, unheardOf } from '../../views/build/lists.ts';
import { RepoArgument } from './arguments.ts';
import { allSubscriptions } from './subscriptions.ts';

export const buildStatus = defineCommand({
  name: 'build status',
  about: 'What is red, since when, and who is on it',
  usage: '[<repo>]',
  args: z.object({ repo: RepoArgument.optional() }),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  async run(asked) {
    const { args, desk } = asked;
    const open = await desk.list(streaks, { ended: false, limit: 200, ...(args.repo !== undefined && { lane: shelfOf(args.repo) }) });
    const { repo } = args;
    const silent = open.length === 0 && repo !== undefined && !isWatched(await allSubscriptions(asked), repo);
    if (silent) return { message: unheardOf(repo) };
    return {
      message: redList(
        open.map(({ record }) => record),
        desk.now(),
        repo,
      ),
    };
  },
});
