import { z } from 'zod';
import { CannotDo, SlackError } from './errors.ts';
import { fromPerson } from './payloads.ts';
import type { Reply } from './replies.ts';
import { openViewOf } from './surface.ts';
import type { Desk } from './typing.ts';
import { type Entered, stateOf } from './view-state.ts';
import type { OpenView, Views } from './views.ts';

export interface Submission {
  as: string;
  viewId: string;
  /** By block id or action id. */
  values?: Entered;
}

export interface Submitted {
  ok: boolean;
  /** Per block, what is wrong with what was entered. */
  errors?: Record<string, string>;
  /** Why the modal says that something went wrong. */
  error?: string;
  /** The view that shows now; none when the modal is closed. */
  view?: OpenView;
  reply?: Reply;
}

const Answer = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);

const trouble = 'We had some trouble connecting. Try again?';

/** Presses a modal's submit button. What Slack's own client refuses (a required field left empty) never reaches the app. */
export async function submit(desk: Desk, views: Views, { as, viewId, values = {} }: Submission): Promise<Submitted> {
  const user = desk.workspace.person(as);
  const view = openViewOf(views, user, viewId);
  if (view.shape.type !== 'modal') throw new CannotDo('A home tab is not submitted.');
  const state = stateOf(view.shape.blocks, values);
  view.shape.state = { values: state.values };
  if (Object.keys(state.errors).length > 0) return { ok: false, errors: state.errors, view };
  const watch = desk.replies.expect({ userId: user.id });
  const answer = await desk.delivery.deliver('interaction', {
    type: 'view_submission',
    ...fromPerson(user, desk.verificationToken),
    trigger_id: desk.triggers.issue({ userId: user.id, viewId }),
    view: { ...view.shape },
    response_urls: [],
  });
  if (answer.kind !== 'answered') return { ok: false, error: trouble, view };
  const outcome = apply(views, view, answer.body);
  if (!outcome.ok || outcome.view !== undefined) return outcome;
  const { reply } = await watch.first(desk.patience.replyMs);
  return { ...outcome, view: views.stackOf(user.id).at(-1), reply };
}

/** Closes a modal with its cross; the app hears of it when the view asked for that. */
export async function closeView(desk: Desk, views: Views, { as, viewId }: { as: string; viewId: string }): Promise<void> {
  const user = desk.workspace.person(as);
  const view = openViewOf(views, user, viewId);
  if (view.shape.type !== 'modal') throw new CannotDo('A home tab is not closed.');
  const all = view.shape.clear_on_close;
  if (all) views.clear(user.id);
  else views.close(view);
  if (!view.shape.notify_on_close) return;
  await desk.delivery.deliver('interaction', {
    type: 'view_closed',
    ...fromPerson(user, desk.verificationToken),
    view: { ...view.shape },
    is_cleared: all,
  });
}

function apply(views: Views, view: OpenView, body: unknown): Submitted {
  if (body === undefined) {
    views.close(view);
    return { ok: true };
  }
  const parsed = Answer.safeParse(body);
  if (!parsed.success) return { ok: false, error: trouble, view };
  const answer = parsed.data;
  try {
    switch (answer.response_action) {
      case 'errors': {
        const known = view.shape.blocks.map((block) => block.block_id);
        const misplaced = Object.keys(answer.errors).some((blockId) => !known.includes(blockId));
        return misplaced ? { ok: false, error: trouble, view } : { ok: false, errors: answer.errors, view };
      }
      case 'update':
        return { ok: true, view: views.update({ viewId: view.shape.id }, answer.view) };
      case 'push':
        return { ok: true, view: views.push(view.userId, answer.view) };
      case 'clear':
        views.clear(view.userId);
        return { ok: true };
    }
  } catch (problem) {
    if (problem instanceof SlackError) return { ok: false, error: trouble, view };
    throw problem;
  }
}
