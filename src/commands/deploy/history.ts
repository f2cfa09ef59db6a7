import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { environmentNamed, serviceNamed } from '../../domain/place.ts';
import { defineQuestion } from '../../pipeline/command.ts';
import { historyView } from '../../views/deploy/lists.ts';
import { EnvironmentArgument, ServiceArgument } from '../arguments.ts';

export const deployHistory = defineQuestion({
  name: 'deploy history',
  about: 'The last deploys and rollbacks, and how they ended',
  usage: '[<service>] [[to|on|in] <environment>]',
  args: z.object({ service: ServiceArgument.optional(), environment: EnvironmentArgument.optional() }),
  async run({ args, settings, desk }) {
    if (args.service !== undefined) serviceNamed(settings, args.service);
    if (args.environment !== undefined) environmentNamed(settings, args.environment);
    const over = (await desk.list(deploys, { ended: true, limit: 200 })).map(({ record }) => record);
    const shown = over.filter(
      ({ service, environment, dryRun }) =>
        !dryRun &&
        (args.service === undefined || service === args.service) &&
        (args.environment === undefined || environment === args.environment),
    );
    return { message: historyView(shown.slice(0, 20), desk.now()) };
  },
});
