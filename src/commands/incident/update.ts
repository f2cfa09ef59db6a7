import { z } from 'zod';
import type { Incident, RunningIncident } from '../../domain/incident/incident.ts';
import { nextUpdateAt, paced, snoozed, updated, type Watching, watches, watchIdOf, watchOf } from '../../domain/incident/watch.ts';
import { Refusal } from '../../domain/problems.ts';
import { Duration } from '../../domain/settings.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { remindedView, updatedView, updateMessages, updateModal } from '../../views/incident/update.ts';
import { IncidentArgument, Switch } from '../arguments.ts';
import { defineAboutIncident } from './define.ts';
import { insistOnRunning } from './meant.ts';
import { beginDraft, insistOnPublic } from './publish.ts';
import { asWritten, writeLine } from './write.ts';

/** The word to those outside, and when they are to hear the next one. */

const shortestMs = 60_000;
const longestMs = 7 * 86_400_000;
const Time = Duration.refine((ms) => ms >= shortestMs && ms <= longestMs).describe('a time between 1m and 7d, such as 30m');

export const updateIncident = defineAboutIncident({
  name: 'incident update',
  about: 'Tell those outside how it stands, and when they hear more',
  usage: '[<text...>] [--public] [--next <next>] [--how <ticked>] [--in <incident>]',
  args: z.object({
    text: z.string().max(1_500).optional().describe('a text of at most 1,500 characters'),
    next: z
      .union([z.literal('usual'), Time])
      .optional()
      .describe('a time between 1m and 7d, such as 30m'),
    public: Switch,
    /** What was ticked in the modal. */
    how: z.string().max(100).optional(),
    in: IncidentArgument.optional(),
  }),
  whose: 'responder',
  async answer({ record }, asked) {
    const { args, actor, desk } = asked;
    const isPublic = args.public === true || (args.how ?? '').split(',').includes('public');
    // that it is over is the last thing that people outside hear of it
    if (isPublic && record.status === 'resolved') return publishTheEnd(asked, record, args.text);
    const incident = insistOnRunning(record);
    if (args.text === undefined) return { modal: updateModal(`incident update --in ${incident.id}`, incident.private) };
    const text = await asWritten(asked, args.text);
    if (text.trim() === '') throw new Refusal('bad_arguments', 'What is so now? It is `/incident update <text> [--next 30m]`.');
    if (isPublic) insistOnPublic(asked, incident);
    const nextMs = args.next === 'usual' ? undefined : args.next;
    const next = await changeWatch(asked, incident, (watch) => updated(watch, actor.name, desk.now(), nextMs));
    const id = await writeLine(asked, incident, { kind: 'update', text });
    for (const message of updateMessages(incident, { id, text, by: actor.name, next })) desk.tell(message);
    const draft = isPublic ? await beginDraft(asked, incident, text) : undefined;
    return { message: updatedView(incident, next, draft) };
  },
});

async function publishTheEnd(asked: Ready<unknown>, incident: Incident, typed: string | undefined): Promise<Reply> {
  insistOnPublic(asked, incident);
  if (typed === undefined) throw new Refusal('bad_arguments', 'What shall people outside read? It is `/incident update <text> --public`.');
  return { message: updatedView(incident, null, await beginDraft(asked, incident, await asWritten(asked, typed))) };
}

export const snoozeReminder = defineAboutIncident({
  name: 'incident snooze',
  about: 'Be reminded of the next update later',
  usage: '<time> [--in <incident>]',
  args: z.object({ time: Time, in: IncidentArgument.optional() }),
  whose: 'responder',
  answer: ({ record }, asked) => remind(asked, record, (watch) => snoozed(watch, asked.actor.name, asked.desk.now(), asked.args.time)),
});

export const remindOfUpdates = defineAboutIncident({
  name: 'incident remind',
  about: 'How often an update is due: a time, usual for its severity, or off',
  usage: '<how> [--in <incident>]',
  args: z.object({
    how: z.union([z.enum(['usual', 'off']), Time]).describe('a time such as 30m, usual, or off'),
    in: IncidentArgument.optional(),
  }),
  whose: 'responder',
  answer: ({ record }, asked) => remind(asked, record, (watch) => paced(watch, asked.actor.name, asked.desk.now(), asked.args.how)),
});

async function remind(asked: Ready<unknown>, record: Incident, change: (watch: Watching) => Watching): Promise<Reply> {
  const incident = insistOnRunning(record);
  return { message: remindedView(incident, await changeWatch(asked, incident, change)) };
}

/** Returns when the next update is due, if one is. */
async function changeWatch(
  { desk }: Pick<Ready<unknown>, 'desk'>,
  incident: RunningIncident,
  change: (watch: Watching) => Watching,
): Promise<string | null> {
  const loaded = await desk.load(watches, watchIdOf(incident.id));
  const next = change(loaded?.record.status === 'watching' ? loaded.record : watchOf(incident));
  if (loaded) desk.change(watches, loaded, next);
  else desk.begin(watches, next);
  return nextUpdateAt(next, incident)?.toISOString() ?? null;
}
