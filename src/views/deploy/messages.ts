import { type Deploy, isAnnounced } from '../../domain/deploy.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { code, mrkdwn, say } from '../kit.ts';
import { privately } from '../privately.ts';
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
  const toTheAsker = (about: string, message: Message) => privately(deploy, deploy.askedBy.userId, about, message);
  if (!isAnnounced(deploy)) {
    const card = privateCard(deploy, trouble);
    return card ? [toTheAsker('private', card)] : [];
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
  const answer = deploy.status === 'refused' ? [toTheAsker('answer', refusedCard(deploy))] : [];
  return [root, ...mirror, ...told, ...answer];
}
