import { z } from 'zod';
import { keyOf, subscriptionsOf, watches } from '../../domain/build/subscription.ts';
import { Refusal } from '../../domain/problems.ts';
import { quoted } from '../../domain/quoted.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { unwatchedView } from '../../views/build/answers.ts';
import { ChannelArgument, repoNamed } from './arguments.ts';
import { typedWatches } from './subscriptions.ts';

export const unwatchBuilds = defineCommand({
  name: 'build unwatch',
  about: 'End a subscription that was typed; it belongs to its channel, whoever typed it',
  usage: '<subscription> [workflow <workflow>] [branch <branch>] [in <channel>]',
  args: z.object({
    subscription: z.string().max(300).transform(repoNamed).describe('a subscription such as W-3, or a repository such as acme/checkout'),
    workflow: z.string().max(200).optional(),
    branch: z.string().max(200).optional(),
    channel: ChannelArgument.optional(),
  }),
  changes: true,
  verb: 'build.watch',
  permission: () => ({ verb: 'build.watch' }),
  approvals: () => 0,
  async run(asked) {
    const { args, settings, intent, desk } = asked;
    const { subscription: what, workflow, branch, channel = intent.channel } = args;
    const isMeant = (one: { id?: string; repo: string; workflow?: string; branch?: string; channel: string }) =>
      one.id?.toLowerCase() === what.toLowerCase() ||
      (one.repo.toLowerCase() === what.toLowerCase() &&
        one.channel === channel &&
        (workflow === undefined || one.workflow === workflow) &&
        (branch === undefined || one.branch === branch));
    const file = subscriptionsOf(settings, []);
    const found = (await typedWatches(asked)).filter(({ record }) => isMeant(record));
    if (found.length === 0) {
      const written = file.some(isMeant);
      throw new Refusal(
        'bad_arguments',
        written
          ? 'That one stands in shipmate.yaml: take it out there, under `builds`.'
          : `Nothing of ${quoted(what)} is told in that channel. \`/build list\` shows what is told where.`,
      );
    }
    const ended = found.map((loaded) => {
      const { id, traceId, repo, workflow, branch, notify, channel, askedBy, askedAt, askedIn } = loaded.record;
      const written = file.some((one) => keyOf(one) === keyOf(loaded.record));
      const over = { id, traceId, repo, workflow, branch, notify, channel, askedBy, askedAt, askedIn, status: 'ended' as const, written };
      desk.change(watches, loaded, over);
      return over;
    });
    return { message: unwatchedView(ended) };
  },
});
