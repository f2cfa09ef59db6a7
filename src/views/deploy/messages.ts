import type { Deploy } from '../../domain/deploy.ts';
import type { Settings } from '../../domain/settings.ts';
import type { MessageWrite } from '../../ports.ts';
import { code, mrkdwn, say } from '../kit.ts';
import { headline } from './headline.ts';
import { title } from './parts.ts';
import { privateCard, refusedCard } from './private.ts';
import { deployView } from './root.ts';
import { threadMessages } from './thread.ts';

/** Everything people see of one deploy, in the state it is in: its root message, a line in `deploys`, its thread, and what only the asker sees. */
export function deployMessages(
  deploy: Deploy,
  { now, settings, trouble }: { now: Date; settings: Settings; trouble: string | undefined },
): MessageWrite[] {
  const shared = { recordId: deploy.id };
  if (deploy.dryRun || !deploy.confirmed) {
    const card = privateCard(deploy, trouble);
    return card
      ? [
          {
            ...shared,
            key: `${deploy.id}/private`,
            channel: deploy.askedIn,
            privatelyTo: deploy.askedBy.userId,
            ...(deploy.responseUrl && { responseUrl: deploy.responseUrl }),
            message: card,
          },
        ]
      : [];
  }
  const root: MessageWrite = { ...shared, key: deploy.id, channel: deploy.channel, message: deployView(deploy, now, trouble) };
  const mirror: MessageWrite[] =
    deploy.channel === settings.channels.deploys
      ? []
      : [
          {
            ...shared,
            key: `${deploy.id}/mirror`,
            channel: settings.channels.deploys,
            message: say(mrkdwn`${code(deploy.id)} ${title(deploy)}: ${headline(deploy, now)}`),
          },
        ];
  const told = threadMessages(deploy).map(
    ({ about, message, broadcast }): MessageWrite => ({
      ...shared,
      key: `${deploy.id}/${about}`,
      channel: deploy.channel,
      threadKey: deploy.id,
      ...(broadcast && { broadcast }),
      message,
    }),
  );
  const answer =
    deploy.status === 'refused'
      ? [
          {
            ...shared,
            key: `${deploy.id}/answer`,
            channel: deploy.askedIn,
            privatelyTo: deploy.askedBy.userId,
            ...(deploy.responseUrl && { responseUrl: deploy.responseUrl }),
            message: refusedCard(deploy),
          },
        ]
      : [];
  return [root, ...mirror, ...told, ...answer];
}
