import type { World } from '../pipeline/world.ts';
import type { Heard } from '../ports.ts';
import { attachmentWorkflow } from './attachment.ts';
import { buildWorkflows } from './build/index.ts';
import { deliveryWorkflow } from './delivery/index.ts';
import { freezeWorkflow } from './deploy/freeze.ts';
import { deployWorkflow } from './deploy/index.ts';
import { lockWorkflow } from './deploy/lock.ts';
import { tellOfTheNight } from './incident/after-hours.ts';
import { captureWorkflow, hearOfCaptured } from './incident/capture.ts';
import { incidentWorkflow } from './incident/index.ts';
import { paperWorkflow } from './incident/paper.ts';
import { publicationWorkflow } from './incident/publish.ts';
import { inquiryWorkflow } from './incident/suspects.ts';
import { watchWorkflow } from './incident/watch.ts';
import { newestWorkflow } from './newest.ts';
import { blindSpotWorkflow } from './rounds/blind-spot.ts';
import { roundsWorkflow } from './rounds/index.ts';
import { surveyWorkflow } from './survey.ts';
import { ticketWorkflows } from './ticket/all.ts';
import { hearTheThread } from './ticket/listen.ts';

/** Every storyboard the engine can turn. */
export const workflows = [
  deployWorkflow,
  lockWorkflow,
  freezeWorkflow,
  surveyWorkflow,
  newestWorkflow,
  deliveryWorkflow,
  attachmentWorkflow,
  incidentWorkflow,
  captureWorkflow,
  watchWorkflow,
  inquiryWorkflow,
  paperWorkflow,
  publicationWorkflow,
  roundsWorkflow,
  blindSpotWorkflow,
  ...ticketWorkflows,
  ...buildWorkflows,
];

/**
 * Who wants to know what people write, edit and delete where the bot is. Each must have written down what it makes of it before it returns:
 * Slack is answered then. What fails is brought again, to all of them, so that each bears hearing a thing twice, and late.
 */
export const listeners: readonly ((heard: Heard, world: World) => Promise<void>)[] = [hearOfCaptured, hearTheThread, tellOfTheNight];
