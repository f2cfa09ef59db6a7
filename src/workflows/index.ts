import { deliveryWorkflow } from './delivery/index.ts';
import { deployWorkflow } from './deploy/index.ts';
import { surveyWorkflow } from './survey.ts';

/** Every storyboard the engine can turn. */
export const workflows = [deployWorkflow, surveyWorkflow, deliveryWorkflow];
