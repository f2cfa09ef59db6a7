import { type Build, builds, verdictOn } from '../../domain/build/build.ts';
import { streaks } from '../../domain/build/streak.ts';
import { isWatched } from '../../domain/build/subscription.ts';
import { redList, unheardOf } from '../../views/build/lists.ts';
import { defineBuildQuestion } from './define.ts';
import { allSubscriptions } from './subscriptions.ts';

/** What failed so long ago is usually understood. */
const usualMs = 30_000;

export const buildStatus = defineBuildQuestion({
  name: 'build status',
  about: 'What is red, since when, and who is on it',
  async answer(asked, shelf) {
    const { args, desk } = asked;
    const { repo } = args;
    const now = desk.now();
    const open = (await desk.list(streaks, { ended: false, limit: 200, ...shelf })).map(({ record }) => record);
    if (open.length === 0 && repo !== undefined && !isWatched(await allSubscriptions(asked), repo)) return unheardOf(repo);
    const heard = (await desk.list(builds, { ended: false, limit: 200, ...shelf })).map(({ record }) => record);
    return redList(
      open,
      heard.filter((build) => isUnexplained(build, now)),
      now,
      repo,
    );
  },
});

const isUnexplained = (build: Build, now: Date): boolean =>
  build.status === 'heard' && verdictOn(build) === 'failed' && now.getTime() - Date.parse(build.run.updatedAt) > usualMs;
