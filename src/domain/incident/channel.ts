import type { Incident, IncidentIn, RunningIncident } from './incident.ts';

/** What becomes of an incident when somebody changes its channel by hand. */

type Followed = RunningIncident | IncidentIn<'resolved'>;

/** What Slack says of a channel; undefined: it is gone, or not for us to see. */
export type Facts = { name: string; archived: boolean; isMember: boolean; isPrivate: boolean } | undefined;

/** Where the work goes on without one: in the thread of the headline, or with whoever declared it where nobody else may read it. */
export const placeWithoutChannel = ({ headlineIn, declaredBy }: Incident): Incident['place'] =>
  headlineIn === null ? { kind: 'direct', channel: declaredBy.userId } : { kind: 'thread', channel: headlineIn };

/** The incident as it goes on, and a line for its timeline. */
export interface Turn<State> {
  next: State;
  line: string | undefined;
}

/**
 * Nothing is written where it cannot be read, and nothing private where others read it. What was everybody's is its people's alone once its
 * channel is: whoever closed the channel off meant that. Neither is ever made public again by what somebody does to a channel.
 */
export function turnedBy<State extends Followed>(incident: State, facts: Facts, at: string): Turn<State> | undefined {
  const { place, lost, hidden } = incident;
  if (lost !== null) {
    if (whyLost(incident, facts) !== undefined) return undefined;
    const next = { ...incident, place: { kind: 'channel', channel: lost.channel, name: facts?.name ?? lost.name } as const, lost: null };
    return { next, line: `the work goes on in #${next.place.name} again` };
  }
  if (place.kind !== 'channel') return undefined;
  const because = whyLost(incident, facts);
  if (because !== undefined) {
    const next = { ...incident, place: placeWithoutChannel(incident), lost: { channel: place.channel, name: place.name, because, at } };
    return { next, line: `#${place.name} ${lostWords[because]}` };
  }
  if (facts === undefined) return undefined;
  if (facts.isPrivate && incident.headlineIn !== null && hidden === null) {
    const next = {
      ...incident,
      private: true,
      headlineIn: null,
      hidden: { headlineIn: incident.headlineIn, channel: place.channel, at, disclosedBy: null },
    };
    return { next, line: `#${place.name} was made private, and so is the incident` };
  }
  // whoever closes it off once more is heard once more
  if (!facts.isPrivate && hidden !== null && hidden.disclosedBy !== null) return { next: { ...incident, hidden: null }, line: undefined };
  return facts.name === place.name ? undefined : { next: { ...incident, place: { ...place, name: facts.name } }, line: undefined };
}

type Lost = NonNullable<Incident['lost']>['because'];

export const lostWords: Readonly<Record<Lost, string>> = {
  archived: 'was archived',
  gone: 'is gone, or closed to me',
  public: 'was made public',
};

function whyLost(incident: Incident, facts: Facts): Lost | undefined {
  if (facts?.archived) return 'archived';
  if (facts === undefined || !facts.isMember) return 'gone';
  return incident.private && !facts.isPrivate ? 'public' : undefined;
}

/** Everybody may read it again. Where it was left for being public, its channel is its own again. */
export function disclosed<State extends RunningIncident | IncidentIn<'resolved'>>(incident: State, by: string): State {
  const { hidden } = incident;
  if (hidden === null) return incident;
  return { ...incident, private: false, headlineIn: hidden.headlineIn, hidden: { ...hidden, disclosedBy: by } };
}
