import { z } from 'zod';
import { everyone } from '../../domain/incident/audience.ts';
import { type Incident, isRunning, type RunningIncident } from '../../domain/incident/incident.ts';
import type { Words } from '../../domain/incident/publication.ts';
import { templatesOf } from '../../domain/incident/template.ts';
import { nextUpdateAt, paced, snoozed, updated, type Watching, watches, watchIdOf, watchOf } from '../../domain/incident/watch.ts';
import { Refusal } from '../../domain/problems.ts';
import { Duration } from '../../domain/settings.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { remindedView, updatedView, updateMessages, updateModal } from '../../views/incident/update.ts';
import { IncidentArgument, Switch } from '../arguments.ts';
import { defineAboutIncident } from './define.ts';
import { insistOnRunning } from './meant.ts';
import { AudienceArgument, beginDraft, choicesOf, insistOnPublic } from './publish.ts';
import { asWritten, writeLine } from './write.ts';

/** The word to those outside, and when they are to hear the next one. */

const shortestMs = 60_000;
const longestMs = 7 * 86_400_000;
const Time = Duration.refine((ms) => ms >= shortestMs && ms <= longestMs).describe('a time between 1m and 7d, such as 30m');

const Args = z.object({
  text: z.string().max(1_500).optional().describe('a text of at most 1,500 characters'),
  next: z
    .union([z.literal('usual'), Time])
    .optional()
    .describe('a time between 1m and 7d, such as 30m'),
  public: Switch,
  template: z.string().max(30).optional().describe('words that were agreed on, such as investigating'),
  to: AudienceArgument.optional(),
  /** What was ticked in the modal. */
  how: z.string().max(100).optional(),
  in: IncidentArgument.optional(),
});

export const updateIncident = defineAboutIncident({
  name: 'incident update',
  about: 'Tell those outside how it stands, and when they hear more; --public drafts it for the status page',
  usage: '[<text...>] [--public] [--template <template>] [--to <audience>] [--next <next>] [--how <ticked>] [--in <incident>]',
  args: Args,
  whose: 'responder',
  async answer({ record }, asked) {
    const { args, settings } = asked;
    const { text, template, to } = args;
    const isTicked = (args.how ?? '').split(',').includes('public');
    const isPublic = args.public === true || isTicked || template !== undefined || to !== undefined;
    const audience = to ?? everyone;
    if (isPublic) insistOnPublic(asked, record, audience);
    // that it is over is the last thing that people outside hear of it
    const incident = isPublic && record.status === 'resolved' ? record : insistOnRunning(record);
    if (text === undefined && template === undefined) {
      if (asked.intent.via === 'modal')
        return { errors: { text: 'What is so now? For people outside you may choose words below instead.' } };
      return { modal: updateModal(`incident update --in ${incident.id}`, incident.private ? undefined : choicesOf(settings), isPublic) };
    }
    const written = text === undefined ? undefined : await asWritten(asked, text);
    if (written?.trim() === '') throw new Refusal('bad_arguments', 'What is so now? It is `/incident update <text> [--next 30m]`.');
    const next = written === undefined || !isRunning(incident) ? null : await sendUpdate(asked, incident, written);
    const draft = isPublic ? await beginDraft(asked, incident, await wordsOf(asked, written), audience) : undefined;
    return { message: updatedView(incident, { isSent: written !== undefined && isRunning(incident), next, ...(draft && { draft }) }) };
  },
});

/** To the people inside. Returns when the next one is due. */
async function sendUpdate(asked: Ready<z.output<typeof Args>>, incident: RunningIncident, text: string): Promise<string | null> {
  const { args, actor, desk } = asked;
  const nextMs = args.next === 'usual' ? undefined : args.next;
  const next = await changeWatch(asked, incident, (watch) => updated(watch, actor.name, desk.now(), nextMs));
  const id = await writeLine(asked, incident, { kind: 'update', text });
  for (const message of updateMessages(incident, { id, text, by: actor.name, next })) desk.tell(message);
  return next;
}

/** What somebody wrote goes before what was agreed on. @throws Refusal when there is no such template */
async function wordsOf({ args, settings }: Ready<z.output<typeof Args>>, text: string | undefined): Promise<Words> {
  if (text !== undefined) return { text };
  const templates = templatesOf(settings.incidents.templates);
  const template = Object.hasOwn(templates, args.template ?? '') ? templates[args.template ?? ''] : undefined;
  if (template === undefined)
    throw new Refusal('bad_arguments', `There is no template \`${args.template}\`: there are ${Object.keys(templates).join(', ')}.`);
  return { template };
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
