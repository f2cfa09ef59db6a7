import { type ToldComment, toldComments } from '../../domain/ticket/talk.ts';
import { defineWorkflow } from '../../pipeline/workflow.ts';
import { commentLine } from '../../views/ticket/comment.ts';

/** A comment at GitHub, told once in the ticket's thread; edited there, its line is edited. */
export const toldCommentWorkflow = defineWorkflow<ToldComment, 'told'>({
  of: toldComments,
  steps: {},
  show: (comment) => commentLine(comment),
  onProblem: () => undefined,
  reason: () => 'ok',
});
