import { placeOf } from '../domain/place.ts';
import { Outage, Refusal } from '../domain/problems.ts';
import { type Sighting, type Survey, surveys } from '../domain/survey.ts';
import { type Bench, become, defineWorkflow, type Next } from '../pipeline/workflow.ts';
import { surveyMessages } from '../views/deploy/survey.ts';
import { clusterTarget } from './deploy/plan.ts';
import { standing } from './deploy/standing.ts';

/** Looks once, and tells. What cannot be seen is said, not waited for. */
export const surveyWorkflow = defineWorkflow<Survey, 'told'>({
  of: surveys,
  steps: { asked: lookAround },
  show: surveyMessages,
  onProblem: (survey) => ({
    ...survey,
    status: 'told',
    sightings: survey.places.map((place) => ({ ...place, say: 'could not be looked at' })),
  }),
  reason: () => 'ok',
});

async function lookAround(survey: Extract<Survey, { status: 'asked' }>, bench: Bench): Promise<Next<Survey>> {
  return become({ ...survey, status: 'told', sightings: await Promise.all(survey.places.map((place) => look(place, bench))) });
}

async function look(place: { service: string; environment: string }, bench: Bench): Promise<Sighting> {
  try {
    const where = placeOf(bench.policy.settings(), place.service, place.environment);
    const workload = await bench.cluster.look(clusterTarget(where));
    return workload ? { ...place, standing: await standing(bench, where, workload) } : { ...place, say: 'has no such Deployment' };
  } catch (problem) {
    if (problem instanceof Refusal) return { ...place, say: problem.say };
    if (problem instanceof Outage) return { ...place, say: `${problem.message}.` };
    throw problem;
  }
}
