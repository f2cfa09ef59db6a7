import { z } from 'zod';
import type { EventData } from '../../domain/incident/event.ts';
import { type Incident, incidents, type RunningIncident } from '../../domain/incident/incident.ts';
import type { Permission } from '../../domain/permission.ts';
import type { PersonRef } from '../../domain/person.ts';
import { type Asked, type Command, type CommandSpec, defineCommand, type Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import type { Reply } from '../../ports.ts';
import { changedView } from '../../views/incident/asked.ts';
import { changedLine } from '../../views/incident/messages.ts';
import { placeOf } from '../../views/incident/place.ts';
import { incidentHere, insistOnRunning, leads, meantIncident } from './meant.ts';
import { writeLine } from './write.ts';

/** The frames of the incident commands, so that each says only what is its own: whose it is, its words, and what it does. */

/** Readers find what they may know of; whoever takes part writes; what others have to go by is for commanders, and for whoever leads this one. */
const rights = {
  reader: { changes: false, verb: 'anyone', permission: () => 'anyone' as const },
  responder: { changes: true, verb: 'incident.log', discreet: true, permission: () => ({ verb: 'incident.log' }) },
  commander: { changes: true, verb: 'incident.command', discreet: true, permission: toCommand },
} as const;

/** Whoever was given the lead of an incident has it, whatever else they may. */
async function toCommand(asked: Asked<unknown>): Promise<Permission> {
  const named = namedIn(asked.args);
  const meant = named === undefined ? await incidentHere(asked) : await asked.desk.load(incidents, named);
  return { verb: meant && leads(asked, meant.record) ? 'incident.log' : 'incident.command' };
}

type Words<Args extends z.ZodObject> = Pick<CommandSpec<Args>, 'name' | 'also' | 'about' | 'usage' | 'args' | 'gesture' | 'concerns'> & {
  whose: keyof typeof rights;
  /** Where the rights depend on what is asked for. */
  permission?: CommandSpec<Args>['permission'];
};
type Awaitable<Value> = Value | Promise<Value>;

export const defineIncidentCommand = <Args extends z.ZodObject>({
  whose,
  ...spec
}: Words<Args> & Pick<CommandSpec<Args>, 'run'>): Command => defineCommand<Args>({ ...rights[whose], approvals: () => 0, ...spec });

/** A command about the incident that is meant: by its arguments `in` or `incident`, by where it is asked, or by an answer to the question which. */
export const defineAboutIncident = <Args extends z.ZodObject>({
  answer,
  ...words
}: Words<Args> & { answer(loaded: Loaded<Incident>, asked: Ready<z.output<Args>>): Awaitable<Reply> }): Command =>
  defineIncidentCommand<Args>({
    ...words,
    async run(asked) {
      const meant = await meantIncident(asked, namedIn(asked.args));
      return 'ask' in meant ? meant.ask : answer(meant.loaded, asked);
    },
  });

const Naming = z.object({ in: z.string().optional(), incident: z.string().optional() });
const namedIn = (args: unknown): string | undefined => {
  const named = Naming.parse(args);
  return named.in ?? named.incident;
};

/** What a command makes of an incident: the record as it is from now on, the line for its timeline, and the answer to whoever asked. */
export interface Change {
  next: Incident;
  line?: Pick<EventData, 'kind' | 'text'>;
  say: string;
  /** Who has to do something now; they are called. */
  calls?: PersonRef;
}

/** A command that changes the incident that is meant, while people work on it. */
export const defineIncidentChange = <Args extends z.ZodObject>({
  change,
  ...words
}: Words<Args> & { change(incident: RunningIncident, asked: Ready<z.output<Args>>): Awaitable<Change> }): Command =>
  defineAboutIncident<Args>({
    ...words,
    answer: async (loaded, asked) => changeIncident(asked, loaded, await change(insistOnRunning(loaded.record), asked)),
  });

export async function changeIncident(asked: Ready<unknown>, loaded: Loaded<Incident>, { next, line, say, calls }: Change): Promise<Reply> {
  asked.desk.change(incidents, loaded, next);
  const id = line && (await writeLine(asked, next, line));
  // who does what, and how bad it is, everybody goes by: that is not only seen on a card that changes
  if (id && (line.kind === 'role' || line.kind === 'severity')) {
    const { desk, actor } = asked;
    const called = calls?.id === actor.id ? undefined : calls?.userId;
    const message = changedLine(id, actor.name, desk.now().toISOString(), line.text, called);
    desk.tell({ key: id, recordId: next.id, ...placeOf(next), ...(isRaised(loaded.record, next) && { broadcast: true }), message });
  }
  return { message: changedView(next, say) };
}

/** It is worse than before, or as bad as it can be. */
const isRaised = ({ severity: before }: Incident, { severity: after, place }: Incident): boolean =>
  place.kind === 'thread' && after !== null && after < (before ?? 6);
