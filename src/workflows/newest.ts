import { type Newest, newest } from '../domain/newest.ts';
import { placeOf } from '../domain/place.ts';
import { Outage } from '../domain/problems.ts';
import { type Bench, become, defineWorkflow, type Next } from '../pipeline/workflow.ts';
import { newestMessages } from '../views/deploy/newest.ts';
import { sayNewest } from './deploy/newest.ts';
import { sayWhatRanWell } from './deploy/release.ts';

/** Looks once, and tells. */
export const newestWorkflow = defineWorkflow<Newest, 'told'>({
  of: newest,
  steps: { asked: lookThemUp },
  show: newestMessages,
  onProblem: (asked, problem) => ({
    ...asked,
    status: 'told',
    say: `${problem instanceof Outage ? `${problem.message}, so ` : ''}I cannot name ${asked.kind === 'deploy' ? 'the newest' : 'what ran well there'}.`,
  }),
  reason: () => 'ok',
});

async function lookThemUp(asked: Extract<Newest, { status: 'asked' }>, bench: Bench): Promise<Next<Newest>> {
  const place = placeOf(bench.policy.settings(), asked.service, asked.environment);
  const { say, likely } = await (asked.kind === 'deploy'
    ? sayNewest(bench, place.serviceSettings.image, asked.wanted)
    : sayWhatRanWell(bench, place));
  return become({ ...asked, status: 'told', say, likely });
}
