import { randomBytes } from 'node:crypto';
import { bot, team } from '../world.ts';
import { checkView } from './blocks.ts';
import { SlackError } from './errors.ts';
import type { Trigger } from './tickets.ts';
import { type StateValues, stateOf } from './view-state.ts';
import type { Block, Workspace } from './workspace.ts';

/** A view as Slack words it. */
export interface ViewShape extends Record<string, unknown> {
  id: string;
  type: 'modal' | 'home';
  blocks: Block[];
  hash: string;
  state: { values: StateValues };
  callback_id: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  external_id: string;
  previous_view_id: string | null;
  root_view_id: string;
}

export interface OpenView {
  userId: string;
  shape: ViewShape;
}

const stackMax = 3;

export type Views = ReturnType<typeof createViews>;

/** The modals people have open, each person's as a stack, and their home tabs. */
export function createViews(workspace: Workspace) {
  const stacks = new Map<string, OpenView[]>();
  const homes = new Map<string, OpenView>();

  function stackOf(userId: string): OpenView[] {
    return stacks.get(userId) ?? [];
  }

  function setStack(userId: string, stack: OpenView[]): void {
    stacks.set(userId, stack);
    workspace.changed({ what: 'views' });
  }

  function every(): OpenView[] {
    return [...[...stacks.values()].flat(), ...homes.values()];
  }

  function push(userId: string, given: unknown): OpenView {
    const stack = stackOf(userId);
    if (stack.length >= stackMax) throw new SlackError('push_limit_reached');
    const view = { userId, shape: shape(given, { id: newViewId(), previous: stack.at(-1)?.shape.id, root: stack[0]?.shape.id }) };
    setStack(userId, [...stack, view]);
    return view;
  }

  return {
    stackOf,
    homeOf: (userId: string) => homes.get(userId),
    byId: (viewId: string) => every().find((view) => view.shape.id === viewId),

    open(trigger: Trigger, given: unknown): OpenView {
      const view = { userId: trigger.userId, shape: shape(given, { id: newViewId() }) };
      setStack(trigger.userId, [view]);
      return view;
    },

    push,

    update(by: { viewId?: string; externalId?: string }, given: unknown, hash?: string): OpenView {
      const view = every().find(({ shape }) => (by.viewId === undefined ? shape.external_id === by.externalId : shape.id === by.viewId));
      if (view === undefined) throw new SlackError('not_found');
      if (hash !== undefined && hash !== view.shape.hash) throw new SlackError('hash_conflict');
      view.shape = shape(given, { id: view.shape.id, previous: view.shape.previous_view_id ?? undefined, root: view.shape.root_view_id });
      workspace.changed({ what: 'views' });
      return view;
    },

    publish(userId: string, given: unknown, hash?: string): OpenView {
      const before = homes.get(userId);
      if (hash !== undefined && before !== undefined && hash !== before.shape.hash) throw new SlackError('hash_conflict');
      const view = { userId, shape: shape(given, { id: before?.shape.id ?? newViewId() }) };
      homes.set(userId, view);
      workspace.changed({ what: 'views' });
      return view;
    },

    /** Takes one view off its stack; the one below shows again. */
    close(view: OpenView): void {
      setStack(
        view.userId,
        stackOf(view.userId).filter((other) => other !== view),
      );
    },

    clear(userId: string): void {
      setStack(userId, []);
    },
  };
}

function shape(given: unknown, place: { id: string; previous?: string; root?: string }): ViewShape {
  const definition = checkView(given);
  return {
    id: place.id,
    team_id: team.id,
    app_id: bot.appId,
    app_installed_team_id: team.id,
    bot_id: bot.botId,
    type: definition.type,
    title: definition.title ?? null,
    submit: definition.submit ?? null,
    close: definition.close ?? null,
    blocks: definition.blocks,
    callback_id: definition.callback_id ?? '',
    private_metadata: definition.private_metadata ?? '',
    external_id: definition.external_id ?? '',
    clear_on_close: definition.clear_on_close ?? false,
    notify_on_close: definition.notify_on_close ?? false,
    state: { values: stateOf(definition.blocks, {}).values },
    hash: randomBytes(8).toString('hex'),
    previous_view_id: place.previous ?? null,
    root_view_id: place.root ?? place.id,
  };
}

const newViewId = (): string => `V${randomBytes(5).toString('hex').toUpperCase()}`;
