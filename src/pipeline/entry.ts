import type { Intent } from '../domain/intent.ts';
import { laneOf } from '../domain/names.ts';
import { type Permission, sayPermission } from '../domain/permission.ts';
import type { Person } from '../domain/person.ts';
import { Outage, type ReasonCode, Refusal } from '../domain/problems.ts';
import { redact } from '../domain/redact.ts';
import type { Settings } from '../domain/settings.ts';
import type { LedgerLine, MessageWrite, RecordWrite, Reply, Unit } from '../ports.ts';
import { refusedNotice } from '../views/corridor.ts';
import type { Command } from './command.ts';
import { type Gathered, nothingGathered } from './desk.ts';
import { leaving } from './records.ts';
import { tidy } from './words.ts';
import type { World } from './world.ts';

/** How a request stands in the ledger: opened, and closed with what became of it. */

/** What is known of a request so far: for the closing line of its entry. */
export interface Walk {
  command?: Command;
  actor?: Person;
  permission?: Permission | 'anyone';
  args?: Record<string, unknown>;
  rule?: string;
  /** What is found out for the answer, whatever that is. */
  lookUps?: RecordWrite[];
}

/** What a command came to. */
export interface Outcome {
  reply: Reply;
  gathered?: Gathered;
  problem?: unknown;
}

/** Whether something begins when it is written down. */
export const wantsSomething = ({ gathered }: Outcome): boolean =>
  gathered !== undefined && gathered.put.length + gathered.messages.length + gathered.events.length > 0;

/** Whatever is written down or shown from here on is plain characters, and holds no secrets: on one line, or on the lines that were filled in. */
export function legible(intent: Intent): Intent {
  const { line, fields } = intent;
  const cleanLine = redact(tidy(line));
  if (fields === undefined) return cleanLine === line ? intent : { ...intent, line: cleanLine };
  const cleanFields = Object.entries(fields).map(
    ([name, text]) => [name, redact(text.split(/\r?\n/).map(tidy).join('\n').trim())] as const,
  );
  return { ...intent, line: cleanLine, fields: Object.fromEntries(cleanFields) };
}

export function openingLine(intent: Intent): LedgerLine {
  return {
    at: intent.receivedAt,
    actor: { account: accountOf(intent) },
    verb: verbOf(intent),
    args: typedIn(intent),
    decision: 'opened',
    reason: 'ok',
    subjects: [],
    via: intent.via,
    channel: intent.channel,
    traceId: intent.traceId,
    parent: intent.id,
  };
}

const accountOf = ({ from }: Intent): string => `${from.teamId}/${from.userId}`;

const typedIn = ({ withheld, line }: Intent) => ({ line: withheld ?? line.slice(0, 2_000) });

/** Slack brings events again, to any replica. What they are answered with is written down with the entry, and told once. */
export const comesByPost = ({ via }: Intent): boolean => via === 'mention' || via === 'emoji';

function answerByPost(intent: Intent, { message, modal }: Reply): MessageWrite[] {
  const answer = message ?? (modal && { text: modal.otherwise, blocks: [] });
  if (!comesByPost(intent) || answer === undefined) return [];
  const { id, channel, threadTs, from } = intent;
  const place = { channel, privatelyTo: from.userId, ...(threadTs !== undefined && { threadTs }) };
  return [{ key: `answer/${id}`, recordId: id, ...place, message: answer }];
}

/** The entry as it is opened when its answer takes a while. */
export const opening = (intent: Intent): Unit => ({ open: intent, lines: [openingLine(intent)] });

/**
 * How the entry ends, with all that the command wrote: saved together or not at all. One that is not open yet is opened and closed in one
 * writing, and is one line of the ledger.
 */
export function closing(
  world: Pick<World, 'clock' | 'policy'>,
  intent: Intent,
  walk: Walk,
  { reply, gathered = nothingGathered(), problem }: Outcome,
  isOpen: boolean,
): Unit {
  const outcome = problem === undefined ? 'done' : problem instanceof Refusal ? 'refused' : 'failed';
  const line: LedgerLine = {
    at: world.clock.now().toISOString(),
    actor: { account: accountOf(intent), person: walk.actor?.id, name: walk.actor?.name },
    verb: walk.command?.name ?? verbOf(intent),
    args: walk.command?.discreet && !gathered.mayBeRead ? {} : argsWith(walk.args ?? typedIn(intent), gathered.onRecord),
    decision: outcome,
    reason: problem === undefined ? (gathered.reason ?? 'ok') : codeOf(problem),
    subjects: [...gathered.subjects, ...laneIn(walk)],
    rule: walk.rule,
    before: gathered.before,
    after: gathered.after,
    via: intent.via,
    channel: intent.channel,
    traceId: intent.traceId,
    parent: intent.id,
  };
  return {
    open: isOpen ? undefined : intent,
    close: { dedupeKey: intent.dedupeKey, outcome, reply },
    put: gathered.put,
    freeLane: leaving(gathered.put),
    messages: [
      ...answerByPost(intent, reply),
      ...gathered.messages,
      ...(problem instanceof Refusal ? tellAudit(world.policy.settings(), intent, walk, problem) : []),
    ],
    events: gathered.events,
    paces: gathered.paces.map(({ name, most, withinMs }) => ({ name, most, withinMs })),
    lines: [line],
  };
}

const argsWith = (args: unknown, facts: Record<string, unknown> | undefined): unknown =>
  facts === undefined ? args : { ...(typeof args === 'object' ? args : {}), ...facts };

function codeOf(problem: unknown): ReasonCode {
  if (problem instanceof Refusal) return problem.code;
  return problem instanceof Outage ? 'executor_error' : 'internal_error';
}

/** A refused change to a protected environment is also told in the audit channel: attempts are worth seeing. */
function tellAudit({ channels, environments }: Settings, intent: Intent, walk: Walk, refusal: Refusal): MessageWrite[] {
  const place = walk.permission === undefined || walk.permission === 'anyone' ? undefined : walk.permission;
  if (!channels.audit || !walk.command?.changes || !place?.environment || !environments[place.environment]?.protected) return [];
  return [
    {
      key: `audit/${intent.id}`,
      recordId: intent.id,
      channel: channels.audit,
      message: refusedNotice(intent, walk.actor?.name, sayPermission(place), refusal),
    },
  ];
}

/** The lane somebody asked about: that is how people look for it in the ledger. */
const laneIn = ({ permission }: Walk): string[] =>
  permission === undefined || permission === 'anyone' || !permission.environment || !permission.service
    ? []
    : [laneOf(permission.service, permission.environment)];

const verbOf = ({ line }: Intent): string => line.split(' ', 1)[0]?.slice(0, 40) ?? '';
