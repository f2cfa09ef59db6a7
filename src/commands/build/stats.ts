import { builds } from '../../domain/build/build.ts';
import { statsOf } from '../../domain/build/stats.ts';
import { streaks } from '../../domain/build/streak.ts';
import { statsChart, statsView } from '../../views/build/lists.ts';
import { beginChart } from '../chart.ts';
import { defineBuildQuestion } from './define.ts';

const days = 30;
/** Enough for a busy month of a company; what is older than that says little. */
const mostRuns = 5_000;

export const buildStats = defineBuildQuestion({
  name: 'build stats',
  about: 'How often builds fail, how long they stay red, and how many failures are flaky',
  async answer({ intent, desk }, shelf) {
    const runs = (await desk.list(builds, { limit: mostRuns, ...shelf })).map(({ record }) => record);
    const red = (await desk.list(streaks, { limit: 1_000, ...shelf })).map(({ record }) => record);
    const all = statsOf(runs, red, new Date(desk.now().getTime() - days * 86_400_000));
    if (all.length > 0) beginChart('builds', statsChart(all, days), { intent, desk });
    return statsView(all, days);
  },
});
