import { type Freeze, isStanding, type StandingFreeze, scopeOf } from '../../domain/freeze.ts';
import type { WeeklyFreeze } from '../../domain/weekly-freeze.ts';
import { sayWeeklyMoment } from '../../domain/weekly-moment.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, bold, buttons, code, line, listing, type Marked, message, moment, mrkdwn, say } from '../kit.ts';

/** One message for each freeze, where the service is talked about, or where deploys are. */
export const freezeMessages = (freeze: Freeze): MessageWrite[] => [
  { key: freeze.id, recordId: freeze.id, channel: freeze.channel, message: freezeView(freeze) },
];

export function freezeView(freeze: Freeze): Message {
  const { id, traceId, reason } = freeze;
  const text = mrkdwn`:snowflake: ${bold(scopeOf(freeze))}: ${standing(freeze)}: ${reason}`;
  return message(
    text,
    line(text),
    isStanding(freeze) ? buttons({ label: 'Lift', does: `deploy freeze lift ${id}` }) : undefined,
    aside(mrkdwn`${code(id)} · rollbacks go through · trace ${code(traceId)}`),
  );
}

function standing(freeze: Freeze): Marked {
  const { from, to, by } = freeze;
  switch (freeze.status) {
    case 'planned':
      return mrkdwn`*To be frozen* from ${at(from)} until ${at(to)}, by ${by.name}`;
    case 'inForce':
      return mrkdwn`*Frozen* by ${by.name} until ${at(to)}`;
    case 'lifted':
      return mrkdwn`*Not frozen any more*: ${freeze.liftedBy.name} lifted what ${by.name} had frozen`;
    case 'over':
      return mrkdwn`*Not frozen any more*: the time that ${by.name} asked for is over`;
  }
}

const at = (iso: string): Marked => mrkdwn`${moment(iso, '{date_short_pretty} {time}')} (${iso.slice(11, 16)} UTC)`;

export interface Weekly {
  environment: string;
  freeze: WeeklyFreeze;
  isInForce: boolean;
}

/** What somebody asked for, and what the settings say of every week. */
export function freezesView(asked: readonly StandingFreeze[], weekly: readonly Weekly[]): Message {
  if (asked.length + weekly.length === 0) return say(mrkdwn`Nothing is frozen, and nothing is to be.`);
  return listing('Freezes', [
    ...asked.map((freeze) => mrkdwn`${code(freeze.id)} ${bold(scopeOf(freeze))}: ${standing(freeze)}: ${freeze.reason}`),
    ...weekly.map(
      ({ environment, freeze: { from, to, timezone, reason }, isInForce }) =>
        mrkdwn`${bold(environment)} every week, ${sayWeeklyMoment(from)} to ${sayWeeklyMoment(to)} ${timezone}${isInForce ? mrkdwn`, *in force now*` : ''}: ${reason}`,
    ),
  ]);
}

export const liftedView = (freeze: Freeze): Message => say(mrkdwn`${code(freeze.id)}: ${bold(scopeOf(freeze))} is not frozen any more.`);
