import type { Streak } from '../../domain/build/streak.ts';
import type { Wish } from '../ticket/begin.ts';

const longestTitle = 200;

/** The ticket for a red build: what failed and where, without anybody's name. */
export function wishFor({ id, repo, branch, failure, newest, services }: Streak): Wish {
  const [service] = services;
  const place = failure.file === null ? '' : ` in ${failure.file}${failure.line === null ? '' : `:${failure.line}`}`;
  return {
    title: `${failure.job} is red on ${branch}: ${failure.say}`.slice(0, longestTitle),
    text: [`${failure.say}${place}`, `Run #${newest.number} at ${newest.sha.slice(0, 7)}: ${newest.url}`].join('\n\n'),
    repo,
    origin: id,
    ...(service !== undefined && { service }),
  };
}

export const flakyWish = (streak: Streak): Wish => ({
  ...wishFor(streak),
  title: `Flaky: ${streak.failure.job}: ${streak.failure.say}`.slice(0, longestTitle),
  labels: ['flaky'],
});
