import { z } from 'zod';
import { checkView } from '../blocks.ts';
import { SlackError } from '../errors.ts';
import { defineMethod, type Method } from '../web-api.ts';
import { jsonArg } from './args.ts';

const view = z.unknown().transform((given) => jsonArg(given, 'invalid_arguments'));
const hash = z.string().optional();

export const viewMethods: Record<string, Method> = {
  'views.open': defineMethod({
    tier: 'tier4',
    args: z.object({ trigger_id: z.string(), view }),
    run({ trigger_id: id, view }, { triggers, views, opened }) {
      // a malformed view does not use the trigger up
      checkView(view);
      return opened(views.open(triggers.exchange(id), view));
    },
  }),

  'views.push': defineMethod({
    tier: 'tier4',
    args: z.object({ trigger_id: z.string(), view }),
    run({ trigger_id: id, view }, { triggers, views, opened }) {
      checkView(view);
      const trigger = triggers.exchange(id);
      if (trigger.viewId === undefined) throw new SlackError('invalid_trigger_id');
      return opened(views.push(trigger.userId, view));
    },
  }),

  'views.update': defineMethod({
    tier: 'tier4',
    args: z.object({ view_id: z.string().optional(), external_id: z.string().optional(), hash, view }),
    run: ({ view_id: viewId, external_id: externalId, hash, view }, { views }) => ({
      view: views.update({ viewId, externalId }, view, hash).shape,
    }),
  }),

  'views.publish': defineMethod({
    tier: 'tier4',
    args: z.object({ user_id: z.string(), hash, view }),
    run({ user_id: userId, hash, view }, { workspace, views }) {
      if (!workspace.users.has(userId)) throw new SlackError('user_not_found');
      return { view: views.publish(userId, view, hash).shape };
    },
  }),
};
