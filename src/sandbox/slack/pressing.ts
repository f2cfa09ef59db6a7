import type { Element } from './blocks.ts';
import { CannotDo } from './errors.ts';
import { fromPerson } from './payloads.ts';
import type { Outcome } from './replies.ts';
import { elementIn, type Place, surfaceAt, surfaceFields } from './surface.ts';
import type { Desk } from './typing.ts';
import { choiceIn, type Entered, stateOf } from './view-state.ts';
import type { Views } from './views.ts';

export interface Press extends Place {
  actionId: string;
  /** Needed only when the same action id stands in several blocks. */
  blockId?: string;
  /** What is chosen in a menu or typed into an input. On a button it replaces the button's own value, as only an attacker could. */
  value?: unknown;
  /** What the other inputs of the same message or view hold. */
  values?: Entered;
}

export interface Pressed extends Outcome {
  ok: boolean;
  error?: string;
}

export const noAnswer = 'The app did not respond.';

/** Sends `block_actions` for one element. What the app's answer to the request itself holds is ignored, as Slack does. */
export async function press(desk: Desk, views: Views, { actionId, blockId, value, values = {}, ...place }: Press): Promise<Pressed> {
  const surface = surfaceAt(desk, views, place);
  const { block, element } = elementIn(surface, actionId, blockId);
  const { user, channel, message, view } = surface;
  const action = actionOf(element, value);
  const actionTs = desk.workspace.nextTs();
  const state = stateOf(surface.blocks, { ...values, ...(element.type === 'button' ? {} : { [actionId]: value }) });
  if (view !== undefined) view.shape.state = { values: state.values };
  const responseUrl =
    channel === undefined ? undefined : desk.responseUrls.issue({ channel: channel.id, userId: user.id, messageTs: message?.ts });
  const watch = desk.replies.expect({ userId: user.id, channel: channel?.id, responseUrl });
  const answer = await desk.delivery.deliver('interaction', {
    type: 'block_actions',
    ...fromPerson(user, desk.verificationToken),
    ...surfaceFields(desk, surface),
    ...(message === undefined ? {} : { state: { values: state.values }, response_url: responseUrl }),
    trigger_id: desk.triggers.issue({ userId: user.id, viewId: view?.shape.id }),
    actions: [{ ...action, action_id: actionId, block_id: block.block_id, type: element.type, action_ts: actionTs }],
  });
  if (answer.kind !== 'answered') return { ok: false, error: noAnswer };
  return { ok: true, ...(await watch.first(desk.patience.replyMs)) };
}

export interface OptionsAsked extends Place {
  actionId: string;
  blockId?: string;
  value: string;
}

/** Asks the app what an external menu offers for what was typed (`block_suggestion`). */
export async function suggest(
  desk: Desk,
  views: Views,
  { actionId, blockId, value, ...place }: OptionsAsked,
): Promise<Record<string, unknown>> {
  const surface = surfaceAt(desk, views, place);
  const { block } = elementIn(surface, actionId, blockId);
  const answer = await desk.delivery.deliver('interaction', {
    type: 'block_suggestion',
    ...fromPerson(surface.user, desk.verificationToken),
    ...surfaceFields(desk, surface),
    action_id: actionId,
    block_id: block.block_id,
    value,
  });
  if (answer.kind !== 'answered' || typeof answer.body !== 'object' || answer.body === null) throw new CannotDo(noAnswer);
  return { ...answer.body };
}

function actionOf(element: Element, value: unknown): Record<string, unknown> {
  const { text, placeholder, confirm } = element;
  if (element.type === 'button') {
    const carried = value ?? element.value;
    return { text, ...(carried === undefined ? {} : { value: carried }), ...(confirm === undefined ? {} : { confirm }) };
  }
  const choice = choiceIn(element, value);
  if (value === undefined || choice === undefined)
    throw new CannotDo(`"${element.action_id}" does not offer ${JSON.stringify(value) ?? 'nothing'}.`);
  return { ...choice, ...(placeholder === undefined ? {} : { placeholder }) };
}
