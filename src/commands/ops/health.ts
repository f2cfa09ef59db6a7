import { z } from 'zod';
import { defineCommand } from '../../pipeline/command.ts';
import { healthView } from '../../views/ops.ts';

export const health = defineCommand({
  name: 'ops health',
  about: 'How each system I depend on answers right now',
  usage: '',
  args: z.object({}),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  run: async ({ desk }) => ({ message: healthView(await desk.health()) }),
});
