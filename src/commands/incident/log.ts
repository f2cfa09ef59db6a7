import { z } from 'zod';
import type { Incident } from '../../domain/incident/incident.ts';
import { type Reading, readWhen, type Writer } from '../../domain/incident/time.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { loggedView, logModal, longAgoView, severalLoggedView, whichMomentView } from '../../views/incident/asked.ts';
import { loggedLine } from '../../views/incident/messages.ts';
import { placeOf } from '../../views/incident/place.ts';
import { IncidentArgument } from '../arguments.ts';
import { defineAboutIncident } from './define.ts';
import { insistOnWritable } from './meant.ts';
import { asWritten, writeLine } from './write.ts';

const longestText = 1_500;
const mostLines = 40;

const Args = z.object({
  text: z.string().max(longestText).optional().describe(`a text of at most ${longestText} characters`),
  /** From the modal: one line each, times in front. */
  lines: z.string().max(3_000).optional(),
  in: IncidentArgument.optional(),
  /** The moment that was chosen on a card, or said in UTC. */
  at: z.iso.datetime().optional().describe('a moment in UTC such as 2026-01-02T13:55:00Z'),
});
type Args = z.infer<typeof Args>;

export const logLine = defineAboutIncident({
  name: 'incident log',
  also: ['incident note', 'incident tl', 'log'],
  about: 'Write on the timeline: @13:55, -10m or 13:55 in front say when it happened',
  usage: '[<text...>] [--lines <lines...>] [--in <incident>] [--at <moment>]',
  args: Args,
  whose: 'responder',
  answer({ record }, asked) {
    const { args } = asked;
    const incident = insistOnWritable(record);
    if (args.lines !== undefined) return logMany(asked, incident, args.lines);
    if (args.text === undefined) return { modal: logModal(`incident log --in ${incident.id}`) };
    return logOne(asked, incident, args.text);
  },
});

async function logOne(asked: Ready<Args>, incident: Incident, text: string): Promise<Reply> {
  const { args, desk } = asked;
  const writer = await writerOf(asked);
  const read: Reading = args.at === undefined ? readWhen(text, writer) : exactly(new Date(args.at), text, writer);
  const again = (at: Date, said: string) => `incident log ${said} --in ${incident.id} --at ${at.toISOString()}`;
  switch (read.outcome) {
    case 'no':
      throw new Refusal('bad_arguments', read.say);
    case 'ask':
      return { message: whichMomentView(read.say, read.choices, (at) => again(at, read.text)) };
    case 'at':
      if (read.longAgo) return { message: longAgoView(read.at.toISOString(), again(read.at, read.text)) };
      return write(asked, incident, read.text, read.at);
    case 'now':
      return write(asked, incident, read.text, desk.now());
  }
}

/** A moment that was said in UTC is meant; only what is still to come cannot be. */
const exactly = (at: Date, text: string, { now }: Writer): Reading =>
  at.getTime() > now.getTime() + 60_000
    ? { outcome: 'no', say: 'That is still to come. Only what has happened can be written down.' }
    : { outcome: 'at', at, text, longAgo: false };

async function write(asked: Ready<Args>, incident: Incident, text: string, occurredAt: Date): Promise<Reply> {
  const { id, written } = await add(asked, incident, text, occurredAt);
  return { message: loggedView(id, occurredAt.toISOString(), written) };
}

/** The line itself, and one compact line where people work on the incident. */
async function add(asked: Ready<Args>, incident: Incident, text: string, occurredAt: Date): Promise<{ id: string; written: string }> {
  const { desk, actor } = asked;
  const written = await asWritten(asked, text);
  if (written.trim() === '') throw new Refusal('bad_arguments', 'What happened? It is `/incident log 13:55 <what happened>`.');
  const id = await writeLine(asked, incident, { kind: 'note', text: written, occurredAt });
  desk.tell({
    key: id,
    recordId: incident.id,
    ...placeOf(incident),
    message: loggedLine(id, actor.name, occurredAt.toISOString(), desk.now().toISOString(), written),
  });
  return { id, written };
}

/** Several at once: all of them, or none and what is wrong with which. */
async function logMany(asked: Ready<Args>, incident: Incident, text: string): Promise<Reply> {
  const writer = await writerOf(asked);
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length > mostLines) return wrong(`That is ${lines.length} lines; at most ${mostLines} at once.`);
  const read = lines.map((line) => readWhen(line, writer));
  const problem = read.map((one, index) => problemWith(one, index + 1)).find((one) => one !== undefined);
  if (problem !== undefined) return wrong(problem);
  const ids: string[] = [];
  for (const one of read) {
    if (one.outcome !== 'now' && one.outcome !== 'at') continue;
    const { id } = await add(asked, incident, one.text, one.outcome === 'at' ? one.at : writer.now);
    ids.push(id);
  }
  return ids.length === 0 ? wrong('Nothing is written here yet.') : { message: severalLoggedView(ids) };
}

const wrong = (say: string): Reply => ({ errors: { lines: say } });

function problemWith(read: Reading, number: number): string | undefined {
  if (read.outcome === 'no') return `Line ${number}: ${read.say.replace(/`/g, '')}`;
  if (read.outcome === 'ask')
    return `Line ${number}: ${read.say} Write it in UTC: ${read.choices.map(({ at }) => `${at.toISOString().slice(0, 16).replace('T', ' ')}Z`).join(' or ')}.`;
  if (read.outcome === 'at' && read.longAgo)
    return `Line ${number} is more than seven days ago. Write it with /incident log, which asks whether you mean it.`;
  return undefined;
}

const writerOf = async ({ desk, intent }: Ready<Args>): Promise<Writer> => ({
  now: desk.now(),
  timezone: await desk.timezoneOf(intent.from.userId),
});
