import { z } from 'zod';
import { subscriptionsOf, watches } from '../../domain/build/subscription.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { subscriptionList, subscriptionYaml } from '../../views/build/watch.ts';
import { Switch } from '../arguments.ts';

export const listWatches = defineCommand({
  name: 'build list',
  about: 'Which channels are told of which builds; with --yaml, what was typed as shipmate.yaml has it',
  usage: '[--yaml]',
  args: z.object({ yaml: Switch }),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  async run({ args, settings, desk }) {
    const typed = (await desk.list(watches, { ended: false, limit: 1_000 })).map(({ record }) => record);
    const all = subscriptionsOf(settings, typed);
    return { message: args.yaml ? subscriptionYaml(all.filter(({ id }) => id !== undefined)) : subscriptionList(all) };
  },
});
