import { z } from 'zod';
import { attachmentOf, attachments } from '../../domain/attachment.ts';
import { yamlOf } from '../../domain/build/export.ts';
import { defineQuestion } from '../../pipeline/command.ts';
import { isShownWhole, subscriptionList, subscriptionYaml } from '../../views/build/watch.ts';
import { Switch } from '../arguments.ts';
import { allSubscriptions } from './subscriptions.ts';

export const listWatches = defineQuestion({
  name: 'build list',
  about: 'Which channels are told of which builds; with --yaml, what was typed as shipmate.yaml has it',
  usage: '[--yaml]',
  args: z.object({ yaml: Switch }),
  async run(asked) {
    const { args, intent, desk } = asked;
    const all = await allSubscriptions(asked);
    if (!args.yaml) return { message: subscriptionList(all) };
    const yaml = yamlOf(all.filter(({ id }) => id !== undefined));
    if (!isShownWhole(yaml))
      desk.begin(
        attachments,
        attachmentOf({
          id: `build-list-${intent.id}`,
          traceId: intent.traceId,
          now: desk.now(),
          where: { person: intent.from.userId },
          name: 'builds.yaml',
          title: 'Subscriptions to builds, for shipmate.yaml',
          content: { kind: 'text', text: `${yaml.join('\n')}\n` },
        }),
      );
    return { message: subscriptionYaml(yaml) };
  },
});
