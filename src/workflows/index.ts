import { deployWorkflow } from './deploy/index.ts';

/** Every storyboard the engine can turn. */
export const workflows = [deployWorkflow];
