import type { HeldLock, Lock } from '../../domain/lock.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, bold, buttons, code, line, listing, type Marked, message, moment, mrkdwn, say } from '../kit.ts';

/** One message for each lock, where the service is talked about. */
export const lockMessages = (lock: Lock): MessageWrite[] => [
  { key: lock.id, recordId: lock.id, channel: lock.channel, message: lockView(lock) },
];

export function lockView(lock: Lock): Message {
  const { id, traceId, service, environment, reason } = lock;
  const text = mrkdwn`:lock: ${bold(service)} in ${bold(environment)}: ${standing(lock)}: ${reason}`;
  return message(
    text,
    line(text),
    lock.status === 'held' ? buttons({ label: 'Unlock', does: `deploy unlock ${service} ${environment}` }) : undefined,
    aside(mrkdwn`${code(id)} · rollbacks go through · trace ${code(traceId)}`),
  );
}

function standing(lock: Lock): Marked {
  switch (lock.status) {
    case 'held':
      return mrkdwn`*Locked* by ${lock.by.name} until ${until(lock)}`;
    case 'lifted':
      return mrkdwn`*Unlocked* by ${lock.liftedBy.name}; ${lock.by.name} had locked it`;
    case 'expired':
      return mrkdwn`*Unlocked*: the time that ${lock.by.name} asked for is over`;
  }
}

const until = ({ until: iso }: Lock): Marked => mrkdwn`${moment(iso, '{date_short_pretty} {time}')} (${iso.slice(11, 16)} UTC)`;

export const locksView = (held: readonly HeldLock[]): Message =>
  held.length === 0
    ? say(mrkdwn`Nothing is locked.`)
    : listing(
        `${held.length} locked`,
        held.map(
          (lock) =>
            mrkdwn`${code(lock.id)} ${bold(lock.service)} in ${bold(lock.environment)} by ${lock.by.name} until ${until(lock)}: ${lock.reason}`,
        ),
      );

export const unlockedView = (lock: Lock): Message =>
  say(mrkdwn`${code(lock.id)}: ${bold(lock.service)} in ${bold(lock.environment)} is unlocked.`);
