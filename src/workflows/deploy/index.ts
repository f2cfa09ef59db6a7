import { type Deploy, type deployEndings, deploys } from '../../domain/deploy.ts';
import { defineWorkflow } from '../../pipeline/workflow.ts';
import { deployMessages } from '../../views/deploy/messages.ts';
import { waitForTheApproval, waitForTheClick } from './approval.ts';
import { checkTheGates } from './gates.ts';
import { goToTheLane, waitForTheLane } from './lane.ts';
import { onProblem, reasonOf } from './problems.ts';
import { resolveTheVersion } from './resolve.ts';
import { putThePreviousOneBack } from './rollback.ts';
import { startTheRollout } from './start.ts';
import { watchItBake, watchTheRollout } from './watch.ts';

/** From a typed command to running pods, and back again when they do not run. */
export const deployWorkflow = defineWorkflow<Deploy, (typeof deployEndings)[number]>({
  of: deploys,
  steps: {
    requested: resolveTheVersion,
    resolved: checkTheGates,
    awaitingConfirm: waitForTheClick,
    awaitingApproval: waitForTheApproval,
    cleared: goToTheLane,
    queued: waitForTheLane,
    starting: startTheRollout,
    rollingOut: watchTheRollout,
    baking: watchItBake,
    rollingBack: putThePreviousOneBack,
  },
  show: deployMessages,
  onProblem,
  reason: reasonOf,
});
