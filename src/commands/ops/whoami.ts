import { z } from 'zod';
import { defineCommand } from '../../pipeline/command.ts';
import { whoamiView } from '../../views/ops.ts';

export const whoami = defineCommand({
  name: 'ops whoami',
  about: 'Who you are to me, and which roles you hold',
  usage: '',
  args: z.object({}),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  run: async ({ actor, settings }) => ({
    message: whoamiView(
      actor,
      settings.people.some(({ slack }) => slack.includes(actor.userId)),
    ),
  }),
});
