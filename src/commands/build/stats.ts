import { z } from 'zod';
import { builds, shelfOf } from '../../domain/build/build.ts';
import { statsOf } from '../../domain/build/stats.ts';
import { streaks } from '../../domain/build/streak.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { statsChart, statsView } from '../../views/build/lists.ts';
import { beginChart } from '../chart.ts';
import { RepoArgument } from './arguments.ts';

const days = 30;
/** Enough for a busy month of a company; what is older than that says little. */
const mostRuns = 5_000;

export const buildStats = defineCommand({
  name: 'build stats',
  about: 'How often builds fail, how long they stay red, and how many failures are flaky',
  usage: '[<repo>]',
  args: z.object({ repo: RepoArgument.optional() }),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  async run({ args, intent, desk }) {
    const lane = args.repo === undefined ? {} : { lane: shelfOf(args.repo) };
    const runs = await desk.list(builds, { limit: mostRuns, ...lane });
    const red = await desk.list(streaks, { limit: 1_000, ...lane });
    const since = new Date(desk.now().getTime() - days * 86_400_000);
    const all = statsOf(
      runs.map(({ record }) => record),
      red.map(({ record }) => record),
      since,
    );
    const drawn = all.length > 0;
    if (drawn) {
      beginChart('builds', statsChart(all, days), { intent, desk });
    }
    return { message: statsView(all, days, drawn) };
  },
});
