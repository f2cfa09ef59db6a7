import { type Capture, captures } from '../../domain/ticket/ticket.ts';
import { defineWorkflow } from '../../pipeline/workflow.ts';

/** Nothing happens with it: that it is there is all it is for. */
export const captureWorkflow = defineWorkflow<Capture, 'captured'>({
  of: captures,
  steps: {},
  show: () => [],
  onProblem: () => undefined,
  reason: () => 'ok',
});
