import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { laneOf } from '../../domain/names.ts';
import { environmentNamed, serviceNamed } from '../../domain/place.ts';
import { surveys } from '../../domain/survey.ts';
import { defineQuestion } from '../../pipeline/command.ts';
import { statusView } from '../../views/deploy/lists.ts';
import { EnvironmentArgument, ServiceArgument } from '../arguments.ts';

export const deployStatus = defineQuestion({
  name: 'deploy status',
  about: 'What is live where, since when and by whom, and what is on its way',
  usage: '[<service>] [[to|on|in] <environment>]',
  args: z.object({ service: ServiceArgument.optional(), environment: EnvironmentArgument.optional() }),
  async run({ args, settings, intent, desk }) {
    if (args.service !== undefined) serviceNamed(settings, args.service);
    if (args.environment !== undefined) environmentNamed(settings, args.environment);
    const places = Object.entries(settings.services)
      .filter(([service]) => args.service === undefined || service === args.service)
      .flatMap(([service, { targets }]) => Object.keys(targets).map((environment) => ({ service, environment })))
      .filter(({ environment }) => args.environment === undefined || environment === args.environment);
    const lanes = await Promise.all(
      places.map(async (place) => ({
        ...place,
        deploys: (await desk.list(deploys, { lane: laneOf(place.service, place.environment), limit: 50 })).map(({ record }) => record),
      })),
    );
    // what the records say is known at once; what the clusters say follows
    const { traceId, responseUrl } = intent;
    if (places.length > 0)
      desk.begin(surveys, {
        status: 'asked',
        id: `survey-${intent.id}`,
        traceId,
        askedIn: intent.channel,
        askedUnder: intent.threadTs,
        userId: intent.from.userId,
        responseUrl,
        places,
      });
    return { message: statusView(lanes, desk.now()) };
  },
});
