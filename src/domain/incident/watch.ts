import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { PersonRef } from '../person.ts';
import type { IncidentFacts, Severity } from './incident.ts';

/**
 * What the bot keeps an eye on while people work on an incident: that those outside hear something in time, that somebody commands it,
 * that somebody said how bad it is, that nobody commands for too long. All of it is times in a record, none of it a timer.
 */
const When = z.iso.datetime();

/** A card that asks for something, where it was posted, and what became of it. */
const Card = z.object({
  number: z.number().int(),
  at: When,
  channel: z.string(),
  threadKey: z.string().optional(),
  /** The one person who is called by it. */
  asks: z.string().nullable(),
  /** What was so when it was posted, where that does not stay so. */
  says: z.string().nullable(),
  /** The one before it was never answered. */
  repeats: z.boolean(),
  answer: z.string().nullable(),
});
export type Card = z.infer<typeof Card>;

/** `usual`: what the severity asks for. */
export const Cadence = z.union([z.literal('usual'), z.literal('off'), z.number().int().positive()]);
export type Cadence = z.infer<typeof Cadence>;

const Known = z.object({
  id: z.string(),
  incident: z.string(),
  traceId: z.string(),
  title: z.string(),
  severity: z.number().int().nullable(),
  drill: z.boolean(),
  cadence: Cadence,
  /** The last word to those outside. */
  updated: z.object({ by: z.string(), at: When }).nullable(),
  /** When somebody said that the next one comes, or asked to be reminded again. */
  promised: When.nullable(),
  reminder: Card.nullable(),
  roleCard: Card.nullable(),
  severityCard: Card.nullable(),
  /** Who commands, since when. */
  shift: z.object({ who: PersonRef, since: When }).nullable(),
  shiftCard: Card.nullable(),
  /** Whoever commands has left the company, was shut out of it, or has left the channel. */
  goneCard: Card.nullable().default(null),
  /** Who was told that it is night for whoever leads. */
  toldOfNight: z.array(z.string()).default([]),
});

export const Watch = z.discriminatedUnion('status', [
  Known.extend({ status: z.literal('watching') }),
  Known.extend({ status: z.literal('over') }),
]);
export type Watch = z.infer<typeof Watch>;
export type Watching = Extract<Watch, { status: 'watching' }>;

export const watches = {
  kind: 'watch',
  state: Watch,
  endings: ['over'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

export const watchIdOf = (incidentId: string): string => `${incidentId}-watch`;

type Watched = Pick<IncidentFacts, 'id' | 'traceId' | 'title' | 'severity' | 'drill' | 'declaredAt' | 'declaredBy' | 'roles'>;

export const watchOf = ({ id, traceId, title, severity, drill }: Watched): Watching => ({
  status: 'watching',
  id: watchIdOf(id),
  incident: id,
  traceId,
  title,
  severity,
  drill,
  cadence: 'usual',
  updated: null,
  promised: null,
  reminder: null,
  roleCard: null,
  severityCard: null,
  shift: null,
  shiftCard: null,
  goneCard: null,
  toldOfNight: [],
});

const minute = 60_000;
const hour = 60 * minute;

/** How often those outside hear something. The small ones are told when there is something to tell. */
const usual: Readonly<Record<Severity, number | null>> = { 1: 30 * minute, 2: 60 * minute, 3: 4 * hour, 4: null, 5: null };

export const roleAfterMs = 2 * minute;
export const severityAfterMs = 5 * minute;
export const shiftMs = 4 * hour;

/** Milliseconds between two updates; undefined: nobody is asked for one. */
export function everyMs({ cadence }: Pick<Watch, 'cadence'>, severity: number | null): number | undefined {
  if (cadence === 'off') return undefined;
  if (cadence !== 'usual') return cadence;
  return (severity === null ? undefined : usual[severity]) ?? undefined;
}

/** When those outside should hear something; undefined: nobody promised. */
export function nextUpdateAt(watch: Watching, { severity, declaredAt }: Pick<Watched, 'severity' | 'declaredAt'>): Date | undefined {
  if (watch.promised !== null) return new Date(watch.promised);
  const every = everyMs(watch, severity);
  return every === undefined ? undefined : after(watch.updated?.at ?? declaredAt, every);
}

export interface Around {
  now: Date;
  /** Of whoever would be disturbed. */
  timezone: string;
  /** Whoever commands has left the company, or its channel. */
  commanderHasLeft: 'workspace' | 'channel' | undefined;
  /** Where cards go now. */
  place: { channel: string; threadKey?: string };
}

/** What is so now, with the cards that have become due and the ones that were answered since; and when to look again. */
export function lookAfter(
  watch: Watching,
  incident: Watched,
  { now, timezone, commanderHasLeft, place }: Around,
): { watch: Watching; lookAgainAt: Date | undefined } {
  const times: Date[] = [];
  const asksNow = (wanted: Date): boolean => {
    const at = isSmall(incident.severity) ? nextWaking(new Date(Math.max(wanted.getTime(), now.getTime())), timezone) : wanted;
    if (at.getTime() <= now.getTime()) return true;
    times.push(at);
    return false;
  };
  let posted = false;
  const card = (before: Card | null, asks: PersonRef | undefined, says: string | null = null): Card => {
    posted = true;
    const repeats = before !== null && before.answer === null;
    return { number: (before?.number ?? 0) + 1, at: now.toISOString(), ...place, asks: asks?.userId ?? null, says, repeats, answer: null };
  };
  const next: Watching = { ...watch, title: incident.title, severity: incident.severity };

  const commander = incident.roles.ic;
  const leader = commander && commanderHasLeft ? nextInLine(incident, commander) : commander;
  if (next.shift?.who.id !== commander?.id) next.shift = commander ? { who: commander, since: now.toISOString() } : null;
  if (next.roleCard?.answer === null && commander) next.roleCard = { ...next.roleCard, answer: `${commander.name} commands.` };
  if (!commander && next.roleCard === null && asksNow(after(incident.declaredAt, roleAfterMs))) next.roleCard = card(null, undefined);

  if (next.goneCard?.answer === null && !commanderHasLeft)
    next.goneCard = { ...next.goneCard, answer: commander ? `${commander.name} commands.` : 'Nobody commands now.' };
  if (commander && commanderHasLeft && next.goneCard?.answer !== null && asksNow(now))
    next.goneCard = card(next.goneCard, leader, `${commander.name} commands, and is not in ${leftWords[commanderHasLeft]}.`);

  if (next.severityCard?.answer === null && incident.severity !== null)
    next.severityCard = { ...next.severityCard, answer: `It is SEV${incident.severity}.` };
  if (incident.severity === null && next.severityCard === null && asksNow(after(incident.declaredAt, severityAfterMs)))
    next.severityCard = card(null, leader);

  if (next.shift) {
    const served = next.shiftCard !== null && next.shiftCard.at > next.shift.since ? next.shiftCard.at : next.shift.since;
    if (next.shiftCard?.answer === null && next.shiftCard.at < next.shift.since)
      next.shiftCard = { ...next.shiftCard, answer: `${next.shift.who.name} commands now.` };
    if (asksNow(after(served, shiftMs))) next.shiftCard = card(next.shiftCard, next.shift.who, inHours(next.shift, now));
  } else if (next.shiftCard?.answer === null) next.shiftCard = { ...next.shiftCard, answer: 'Nobody commands now.' };

  const due = nextUpdateAt(next, incident);
  if (next.reminder?.answer === null && next.updated !== null && next.updated.at >= next.reminder.at)
    next.reminder = { ...next.reminder, answer: `${next.updated.by} sent one.` };
  if (due !== undefined) {
    // an unanswered reminder is repeated once another such time has passed, never sooner
    const open = next.reminder !== null && next.reminder.answer === null ? next.reminder : undefined;
    const again = open === undefined ? due : after(open.at, everyMs(next, incident.severity) ?? hour);
    if (asksNow(again.getTime() > due.getTime() ? again : due)) next.reminder = card(next.reminder, incident.roles.comms ?? leader);
  }
  if (posted) return lookAfter(next, incident, { now, timezone, commanderHasLeft, place }); // when the next ones are due
  return { watch: next, lookAgainAt: times.length === 0 ? undefined : new Date(Math.min(...times.map((time) => time.getTime()))) };
}

/** An update was sent: the next one is promised, or counted from now. */
export const updated = (watch: Watching, by: string, now: Date, nextMs: number | undefined): Watching => ({
  ...watch,
  updated: { by, at: now.toISOString() },
  promised: nextMs === undefined ? null : after(now.toISOString(), nextMs).toISOString(),
  reminder: answered(watch.reminder, `${by} sent one.`),
});

/** Asked again after that long. */
export const snoozed = (watch: Watching, by: string, now: Date, ms: number): Watching => ({
  ...watch,
  promised: after(now.toISOString(), ms).toISOString(),
  reminder: answered(watch.reminder, `${by} wants to be asked again later.`),
});

/** Counted from now, whenever the last one was. */
export function paced(watch: Watching, by: string, now: Date, cadence: Cadence): Watching {
  const every = everyMs({ cadence }, watch.severity);
  return {
    ...watch,
    cadence,
    promised: every === undefined ? null : after(now.toISOString(), every).toISOString(),
    reminder: answered(watch.reminder, cadence === 'off' ? `${by} stopped the reminders.` : `${by} changed how often.`),
  };
}

/** Nobody works on it any more: whatever was asked needs no answer. */
export const settled = (watch: Watching, because: string): Watching => ({
  ...watch,
  reminder: answered(watch.reminder, because),
  roleCard: answered(watch.roleCard, because),
  severityCard: answered(watch.severityCard, because),
  shiftCard: answered(watch.shiftCard, because),
  goneCard: answered(watch.goneCard, because),
});

const leftWords = { workspace: 'this workspace any more', channel: 'the channel' } as const;

/** Who has to find somebody else when the commander is gone. */
const nextInLine = ({ roles, declaredBy }: Watched, gone: PersonRef): PersonRef | undefined =>
  [roles.ops, roles.comms, roles.scribe, declaredBy].find((person) => person !== undefined && person.id !== gone.id);

const answered = (card: Card | null, answer: string): Card | null => (card === null || card.answer !== null ? card : { ...card, answer });

const after = (iso: string, ms: number): Date => new Date(Date.parse(iso) + ms);

const inHours = ({ who, since }: { who: PersonRef; since: string }, now: Date): string =>
  `${who.name} has commanded for ${Math.floor((now.getTime() - Date.parse(since)) / hour)} hours.`;

/** Nobody is woken, or called back from a weekend, for a small one. */
export const isSmall = (severity: number | null): boolean => severity !== null && severity >= 4;

const morning = 8;
const evening = 20;

/** That moment, or the next working morning when it is in a night or at a weekend. */
export function nextWaking(at: Date, timezone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timezone);
  const opens = (days: number) =>
    local.add({ days }).with({ hour: morning, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 });
  const isWorkday = (day: number) => day <= 5;
  if (isWorkday(local.dayOfWeek) && local.hour >= morning && local.hour < evening) return at;
  for (let days = local.hour < morning ? 0 : 1; days <= 7; days++) {
    const day = opens(days);
    if (isWorkday(day.dayOfWeek)) return new Date(day.epochMilliseconds);
  }
  return at;
}
