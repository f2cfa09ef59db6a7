import { z } from 'zod';
import { keyOf, subscriptionsOf, watches } from '../../domain/build/subscription.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { askedToWatch, toldOtherwise } from '../../views/build/watch.ts';
import { ChannelArgument, NotifyArgument, RepoArgument } from './arguments.ts';
import { typedWatches } from './subscriptions.ts';

export const watchBuilds = defineCommand({
  name: 'build watch',
  about: 'Tell a channel of the builds of a repository',
  usage: '<repo> [workflow <workflow>] [branch <branch>] [<notify>] [in <channel>]',
  args: z.object({
    repo: RepoArgument,
    workflow: z.string().max(200).optional(),
    branch: z.string().max(200).optional(),
    notify: NotifyArgument.optional(),
    channel: ChannelArgument.optional(),
  }),
  changes: true,
  verb: 'build.watch',
  permission: () => ({ verb: 'build.watch' }),
  approvals: () => 0,
  async run(asked) {
    const { args, settings, actor, intent, desk } = asked;
    const { notify = 'failures', channel = intent.channel, ...rest } = args;
    const wanted = { ...rest, notify, channel };
    const same = (await typedWatches(asked)).find(({ record }) => keyOf(record) === keyOf(wanted));
    const written = subscriptionsOf(settings, []).some((one) => keyOf(one) === keyOf(wanted));
    if (written) throw new Refusal('duplicate', 'That stands in shipmate.yaml already, under `builds`.');
    if (same && same.record.notify === notify)
      throw new Refusal('duplicate', `\`${same.record.id}\` is that already. \`/build list\` shows all of them.`);
    if (same) {
      const next = { ...same.record, notify };
      desk.change(watches, same, next);
      return { message: next.status === 'asked' ? askedToWatch(next) : toldOtherwise(next) };
    }
    const { traceId, responseUrl } = intent;
    const watch = {
      ...wanted,
      status: 'asked' as const,
      id: await desk.newId('W'),
      traceId,
      askedBy: refTo(actor),
      askedAt: desk.now().toISOString(),
      askedIn: intent.channel,
      ...(responseUrl !== undefined && { responseUrl }),
    };
    desk.begin(watches, watch);
    return { message: askedToWatch(watch) };
  },
});
