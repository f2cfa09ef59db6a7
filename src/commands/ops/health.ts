import { z } from 'zod';
import { defineQuestion } from '../../pipeline/command.ts';
import { healthView } from '../../views/ops.ts';

export const health = defineQuestion({
  name: 'ops health',
  about: 'How each system I depend on answers right now',
  usage: '',
  args: z.object({}),
  run: async ({ desk }) => ({ message: healthView(await desk.health()) }),
});
