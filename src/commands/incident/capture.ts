import { z } from 'zod';
import {
  type Capture,
  type CaptureIn,
  captureId,
  captures,
  MessageArgument,
  sayMessage,
  shelfOfMessage,
  slipMs,
} from '../../domain/incident/capture.ts';
import { incidents, mayKnow, runningStatuses, takesPart } from '../../domain/incident/incident.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Asked, Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import type { Reply } from '../../ports.ts';
import { capturedView, strikeInsteadView } from '../../views/incident/asked.ts';
import { IncidentArgument } from '../arguments.ts';
import { defineIncidentCommand } from './define.ts';
import { askerIn, incidentHere, insistOnWritable, meantIncident } from './meant.ts';
import { writeLine } from './write.ts';

/** A message goes on a timeline without a word being typed, and is taken back in the same way. */

const Args = z.object({ in: IncidentArgument.optional(), message: MessageArgument.optional() });
type Args = z.infer<typeof Args>;

export const captureMessage = defineIncidentCommand({
  name: 'incident capture',
  about: 'Put somebody’s message on the timeline, exactly as it stands',
  usage: '[--in <incident>] [--message <message>]',
  args: Args,
  whose: 'responder',
  gesture: { shortcut: { title: 'Add to incident timeline', on: 'message' }, emoji: { name: 'pushpin', when: 'added' } },
  /** People pin things for many reasons: it is ours where an incident is, or where somebody works on one. */
  async concerns(asked) {
    if (await incidentHere(asked)) return true;
    const person = askerIn(asked);
    if (person === undefined) return false;
    const open = await asked.desk.list(incidents, { status: runningStatuses, limit: 100 });
    return open.some(({ record }) => takesPart(record, person));
  },
  async run(asked) {
    const message = messageMeant(asked);
    const named = asked.args.in ?? (await whereItStands(asked, message));
    const meant = await meantIncident(asked, named, `incident capture --message ${sayMessage(message)}`);
    if ('ask' in meant) return meant.ask;
    return capture(asked, insistOnWritable(meant.loaded.record), message);
  },
});

/** A message that is on one timeline already is meant for that one, whoever points at it next. */
async function whereItStands({ desk, actor }: Ready<Args>, message: { channel: string; ts: string }): Promise<string | undefined> {
  const [first, ...others] = await desk.list(captures, { lane: shelfOfMessage(message), limit: 5 });
  const incident = first && others.length === 0 ? await desk.load(incidents, first.record.incident) : undefined;
  return incident && mayKnow(incident.record, actor.id) ? incident.record.id : undefined;
}

/** @throws Refusal `bad_arguments`: no message was pointed at */
function messageMeant({ args, where }: Ready<Args>): { channel: string; ts: string; threadTs?: string | undefined } {
  const message = args.message ?? where.about;
  if (message === undefined)
    throw new Refusal('bad_arguments', 'Which message? Use the shortcut “Add to incident timeline” on it, or put :pushpin: on it.');
  return message;
}

/** One line for each message, however many point at it: whoever comes later is named beside it. */
export async function capture(
  asked: Ready<unknown>,
  incident: { id: string; phase: 'observation' | 'response' | 'remediation' },
  { channel, ts, threadTs }: { channel: string; ts: string; threadTs?: string | undefined },
): Promise<Reply> {
  const { desk, actor, intent } = asked;
  const person = refTo(actor);
  const id = captureId(incident.id, { channel, ts });
  const before = await desk.load(captures, id);
  const fresh: CaptureIn<'asked'> = {
    status: 'asked',
    id,
    incident: incident.id,
    channel,
    ts,
    ...(threadTs !== undefined && { threadTs }),
    by: [person],
    askedAt: desk.now().toISOString(),
    traceId: intent.traceId,
    ...(intent.responseUrl && { responseUrl: intent.responseUrl }),
    round: 0,
  };
  const quiet = intent.via === 'emoji';
  if (!before) {
    desk.begin(captures, fresh);
    return quiet ? {} : { message: capturedView(incident.id, 'new') };
  }
  const { record } = before;
  if (record.status === 'withdrawn' || record.status === 'unreadable' || record.status === 'withdrawing') {
    desk.change(captures, before, { ...fresh, round: record.round + 1 });
    return quiet ? {} : { message: capturedView(incident.id, 'new') };
  }
  if (record.by.some((one) => one.id === person.id)) return quiet ? {} : { message: capturedView(incident.id, 'known') };
  desk.change(captures, before, { ...record, by: [...record.by, person] });
  if ('event' in record)
    await writeLine(asked, incident, { kind: 'credit', of: record.event, text: '', key: `credit:${record.event}:${person.id}` });
  return quiet ? {} : { message: capturedView(incident.id, 'credited') };
}

export const withdrawCapture = defineIncidentCommand({
  name: 'incident uncapture',
  about: 'Take a message back from the timeline, while it was a slip of the moment',
  usage: '[--message <message>]',
  args: Args.pick({ message: true }),
  whose: 'responder',
  gesture: { emoji: { name: 'pushpin', when: 'removed' } },
  concerns: async (asked) => (await capturesOf(asked, asked.where.about)).length > 0,
  async run(asked) {
    const { desk, args, where } = asked;
    const all = await capturesOf(asked, args.message ?? where.about);
    const mine = all.find(({ record }) => record.by.some(({ id }) => id === asked.actor.id));
    if (!mine) return {}; // somebody else has put it there
    const { record } = mine;
    const incident = await desk.load(incidents, record.incident);
    if (!incident || !mayKnow(incident.record, asked.actor.id)) return {};
    if (record.by.length > 1) return {}; // others point at it, too
    if (!('event' in record)) {
      // nothing was written yet
      desk.change(captures, mine, { ...record, status: 'unreadable' });
      return {};
    }
    if (desk.now().getTime() - Date.parse(record.askedAt) > slipMs) return { message: strikeInsteadView(record.event) };
    await writeLine(asked, incident.record, { kind: 'strike', of: record.event, text: 'taken back at once' });
    const { id, channel, ts, threadTs, by, askedAt, traceId, round, event, text } = record;
    const kept = { id, incident: record.incident, channel, ts, ...(threadTs && { threadTs }), by, askedAt, traceId, round, event, text };
    desk.change(captures, mine, { ...kept, status: 'withdrawing' });
    return {};
  },
});

/** The timelines that message is on. */
async function capturesOf(
  { desk }: Pick<Asked<unknown>, 'desk'>,
  message: { channel: string; ts: string } | undefined,
): Promise<Loaded<Capture>[]> {
  if (message === undefined) return [];
  const all = await desk.list(captures, { lane: shelfOfMessage(message), limit: 20 });
  return all.filter(({ record }) => !['withdrawing', 'withdrawn', 'unreadable'].includes(record.status));
}
