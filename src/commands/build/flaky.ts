import { flakiest } from '../../domain/build/stats.ts';
import { streaks } from '../../domain/build/streak.ts';
import { flakyList } from '../../views/build/lists.ts';
import { defineBuildQuestion } from './define.ts';

export const flakyBuilds = defineBuildQuestion({
  name: 'build flaky',
  about: 'The failures that come and go by themselves, the worst first',
  async answer({ args, desk }, shelf) {
    const all = (await desk.list(streaks, { limit: 1_000, ...shelf })).map(({ record }) => record);
    return flakyList(flakiest(all, desk.now()), args.repo);
  },
});
