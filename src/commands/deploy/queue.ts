import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { defineQuestion } from '../../pipeline/command.ts';
import { queueView } from '../../views/deploy/lists.ts';

export const deployQueue = defineQuestion({
  name: 'deploy queue',
  about: 'What runs, what waits for its turn, and what waits for approval',
  usage: '',
  args: z.object({}),
  async run({ desk }) {
    const open = (await desk.list(deploys, { ended: false, limit: 100 }))
      .map(({ record }) => record)
      .filter(({ dryRun, confirmed }) => !dryRun && confirmed);
    return { message: queueView(open.reverse(), desk.now()) };
  },
});
