import { z } from 'zod';
import { defineQuestion } from '../../pipeline/command.ts';
import { whoamiView } from '../../views/ops.ts';

export const whoami = defineQuestion({
  name: 'ops whoami',
  about: 'Who you are to me, and which roles you hold',
  usage: '',
  args: z.object({}),
  run: async ({ actor, settings }) => ({
    message: whoamiView(
      actor,
      settings.people.some(({ slack }) => slack.includes(actor.userId)),
    ),
  }),
});
