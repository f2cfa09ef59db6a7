import { mutingWorkflow } from './muting.ts';
import { buildWorkflow } from './run.ts';
import { streakWorkflow } from './streak.ts';
import { umbrellaWorkflow } from './umbrella.ts';
import { watchWorkflow } from './watch.ts';

/** Everything that happens about builds over time. */
export const buildWorkflows = [buildWorkflow, streakWorkflow, mutingWorkflow, umbrellaWorkflow, watchWorkflow];
