import { captureWorkflow } from './captured.ts';
import { changeWorkflow } from './change.ts';
import { formsWorkflow } from './forms.ts';
import { ticketWorkflow } from './index.ts';
import { questionWorkflow } from './question.ts';
import { replyWorkflow } from './reply.ts';
import { digestWorkflow, ticketRoundsWorkflow } from './rounds.ts';
import { toldCommentWorkflow } from './told-comment.ts';

/** Every storyboard that has to do with tickets. */
export const ticketWorkflows = [
  ticketWorkflow,
  changeWorkflow,
  captureWorkflow,
  formsWorkflow,
  questionWorkflow,
  replyWorkflow,
  toldCommentWorkflow,
  ticketRoundsWorkflow,
  digestWorkflow,
];
