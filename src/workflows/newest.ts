import { type Newest, newest } from '../domain/newest.ts';
import { placeOf } from '../domain/place.ts';
import { Outage } from '../domain/problems.ts';
import { type Bench, become, defineWorkflow, type Next } from '../pipeline/workflow.ts';
import { newestMessages } from '../views/deploy/newest.ts';
import { sayNewest } from './deploy/newest.ts';

/** Looks once, and tells. */
export const newestWorkflow = defineWorkflow<Newest, 'told'>({
  of: newest,
  steps: { asked: lookAtTheRegistry },
  show: newestMessages,
  onProblem: (asked, problem) => ({
    ...asked,
    status: 'told',
    say: problem instanceof Outage ? `${problem.message}, so I cannot name the newest.` : 'I cannot name the newest.',
  }),
  reason: () => 'ok',
});

async function lookAtTheRegistry(asked: Extract<Newest, { status: 'asked' }>, bench: Bench): Promise<Next<Newest>> {
  const { serviceSettings } = placeOf(bench.policy.settings(), asked.service, asked.environment);
  const { say, likely } = await sayNewest(bench, serviceSettings.image, asked.wanted);
  return become({ ...asked, status: 'told', say, likely });
}
