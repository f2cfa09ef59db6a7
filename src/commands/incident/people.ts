import { z } from 'zod';
import { channelErrands, RoleName, type RunningIncident } from '../../domain/incident/incident.ts';
import { retitled, withPerson } from '../../domain/incident/moves.ts';
import { type PersonRef, refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Ready } from '../../pipeline/command.ts';
import { roleWords } from '../../views/incident/words.ts';
import { IncidentArgument, PersonArgument } from '../arguments.ts';
import { defineIncidentChange } from './define.ts';
import { asWritten } from './write.ts';

/** Who takes part, and who does what. */

export const joinIncident = defineIncidentChange({
  name: 'incident join',
  about: 'Take part in an incident, and be invited into its channel',
  usage: '[<incident>]',
  args: z.object({ incident: IncidentArgument.optional() }),
  whose: 'responder',
  change(incident, { actor }) {
    const person = refTo(actor);
    const isNew = !incident.people.some(({ id }) => id === person.id);
    return {
      next: invite(withPerson(incident, person), person),
      ...(isNew && { line: { kind: 'joined', text: 'takes part' } }),
      say: isNew ? 'you take part now' : 'you took part already; you are invited once more',
    };
  },
});

export const acknowledgeIncident = defineIncidentChange({
  name: 'incident ack',
  about: 'Say that you are on it',
  usage: '[<incident>]',
  args: z.object({ incident: IncidentArgument.optional() }),
  whose: 'responder',
  change(incident, { actor, desk }) {
    const person = refTo(actor);
    const at = desk.now().toISOString();
    return {
      next: invite({ ...withPerson(incident, person), acknowledgedAt: incident.acknowledgedAt ?? at }, person),
      line: { kind: 'acknowledged', text: 'is on it' },
      say: incident.acknowledgedAt === null ? 'you are on it' : 'you are on it, too',
    };
  },
});

const Who = z
  .union([z.enum(['me', 'none']), PersonArgument])
  .optional()
  .describe('me, none, or somebody of this workspace: write @ and choose them from the list');

export const giveRole = defineIncidentChange({
  name: 'incident role',
  about: 'Who commands (ic), operates (ops), communicates (comms) or writes (scribe)',
  usage: '<role> [<who>] [--in <incident>]',
  args: z.object({
    role: RoleName.describe('one of ic, ops, comms and scribe'),
    who: Who,
    in: IncidentArgument.optional(),
  }),
  whose: 'commander',
  async change(incident, asked) {
    const { role, who = 'me' } = asked.args;
    const person = who === 'none' ? undefined : who === 'me' ? refTo(asked.actor) : await personNamed(asked, who);
    return assign(incident, role, person, asked.desk.now().toISOString());
  },
});

export const handOff = defineIncidentChange({
  name: 'incident handoff',
  about: 'Hand the command of an incident over to somebody',
  usage: '<who> [<note...>] [--in <incident>]',
  args: z.object({
    who: PersonArgument,
    note: z.string().max(1_000).optional().describe('a note of at most 1,000 characters'),
    in: IncidentArgument.optional(),
  }),
  whose: 'commander',
  async change(incident, asked) {
    const person = await personNamed(asked, asked.args.who);
    const { next, say } = assign(incident, 'ic', person, asked.desk.now().toISOString());
    const note = asked.args.note === undefined ? '' : `: ${await asWritten(asked, asked.args.note)}`;
    return { next, say, calls: person, line: { kind: 'role', text: `hands the command over to ${person.name}${note}` } };
  },
});

function assign(incident: RunningIncident, role: RoleName, person: PersonRef | undefined, at: string) {
  const { [role]: before, ...others } = incident.roles;
  if (person === undefined) {
    return {
      next: retitled({ ...incident, roles: others }),
      ...(before && { line: { kind: 'role', text: `${roleWords[role]} is nobody now; it was ${before.name}` } as const }),
      say: `${roleWords[role]} is nobody now`,
    };
  }
  const taken = { ...withPerson(incident, person), roles: { ...others, [role]: person } };
  // the first commander is the first who said that they are on it
  const acknowledgedAt = incident.acknowledgedAt ?? (role === 'ic' ? at : null);
  return {
    next: invite(retitled({ ...taken, acknowledgedAt }), person),
    line: { kind: 'role', text: `${roleWords[role]} is ${person.name} now` } as const,
    say: `${roleWords[role]} is ${person.name} now`,
    calls: person,
  };
}

/** @throws Refusal `not_linked`: whoever is not on the map can be nobody's commander */
async function personNamed({ desk, intent }: Ready<unknown>, userId: string): Promise<PersonRef> {
  const account = { teamId: intent.from.teamId, userId };
  const person = await desk.rights.personOf(account);
  if (!person)
    throw new Refusal('not_linked', `I do not know \`${userId}\` beyond Slack. An admin can add them to \`people\` in shipmate.yaml.`);
  if (!(await desk.rights.isInside(account)))
    throw new Refusal(
      'external_user',
      `The account of ${person.name} is deactivated, a guest’s, or of another company. Choose somebody else.`,
    );
  return refTo(person);
}

/** Small ones live in a thread until somebody needs more room. */
export const giveChannel = defineIncidentChange({
  name: 'incident channel',
  about: 'Give an incident that lives in a thread a channel of its own',
  usage: '[<incident>]',
  args: z.object({ incident: IncidentArgument.optional() }),
  whose: 'responder',
  change(incident) {
    if (incident.place.kind === 'channel') throw new Refusal('duplicate', `\`${incident.id}\` has a channel: #${incident.place.name}.`);
    if (incident.errands.some(({ kind }) => kind === 'channel'))
      throw new Refusal('duplicate', `The channel of \`${incident.id}\` is being opened already.`);
    return { next: { ...incident, errands: [...incident.errands, ...channelErrands] }, say: 'its channel is being opened' };
  },
});

/** Into the incident's channel, where it has one, or will have one. */
function invite<State extends RunningIncident>(incident: State, { userId }: PersonRef): State {
  const hasChannel = incident.place.kind === 'channel' || incident.errands.some(({ kind }) => kind === 'channel');
  return hasChannel ? { ...incident, errands: [...incident.errands, { kind: 'invite', userIds: [userId] }] } : incident;
}
