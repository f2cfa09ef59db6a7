import { z } from 'zod';
import { audiencesOf } from '../../domain/incident/audience.ts';
import type { Incident } from '../../domain/incident/incident.ts';
import {
  draftOf,
  maySpeak,
  type Publication,
  type PublicationIn,
  publications,
  publicText,
  publicTitle,
  readComponents,
  type Words,
} from '../../domain/incident/publication.ts';
import { Condition, conditions, conditionWord, PublicState, publicStates } from '../../domain/incident/status-page.ts';
import { templatesOf } from '../../domain/incident/template.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import { placeOf } from '../../views/incident/place.ts';
import { type PublicChoices, publicationView, redraftModal } from '../../views/incident/publication.ts';
import { defineIncidentCommand } from './define.ts';
import { namedIncident } from './meant.ts';
import { asWritten, writeLine } from './write.ts';

/** What people outside read: drafted here, decided by whoever speaks for the company. */

const PublicationArgument = z
  .string()
  .regex(/^P-\d{1,12}$/i)
  .transform((id) => id.toUpperCase())
  .describe('a public update such as P-3');

export const AudienceArgument = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/)
  .describe('somebody who reads public updates, such as everyone');

/** What can be chosen for people outside. */
export const choicesOf = ({ incidents }: Ready<unknown>['settings']): PublicChoices => ({
  audiences: Object.keys(audiencesOf(incidents)),
  templates: Object.keys(templatesOf(incidents.templates)),
});

/** @throws Refusal `bad_arguments` */
function componentsIn(list: string): Pick<Publication, 'components' | 'exceptions'> {
  const read = readComponents(list);
  if (!('no' in read)) return read;
  const words = conditions.map((one) => conditionWord(one).toLowerCase()).join(', ');
  throw new Refusal('bad_arguments', `\`${read.no}\` is no state of a component: write \`Payments: degraded\`, or one of ${words}.`);
}

/** @throws Refusal when nothing of it may be said outside, or there is nowhere to say it */
export function insistOnPublic({ settings }: Pick<Ready<unknown>, 'settings'>, incident: Incident, audience: string): void {
  if (incident.private) throw new Refusal('not_authorized', `\`${incident.id}\` is private: nothing of it is published.`);
  if (incident.drill) throw new Refusal('bad_arguments', `\`${incident.id}\` is a drill: nothing of it is published.`);
  const audiences = Object.keys(audiencesOf(settings.incidents));
  if (audiences.length === 0)
    throw new Refusal(
      'bad_arguments',
      'There is no status page yet: an admin can set `incidents.statusPage` or `incidents.webhooks` in shipmate.yaml.',
    );
  if (!audiences.includes(audience))
    throw new Refusal('bad_arguments', `Nobody is called \`${audience}\`. Who may read it: ${audiences.join(', ')}.`);
}

/** A draft with its card where people work on the incident. Returns its id. */
export async function beginDraft(
  { desk, actor, intent, settings }: Ready<unknown>,
  incident: Incident,
  words: Words,
  audience: string,
): Promise<string> {
  const draft = draftOf(incident, words, settings.incidents.components, {
    id: await desk.newId('P'),
    traceId: intent.traceId,
    audience,
    draftedBy: refTo(actor),
    draftedAt: desk.now().toISOString(),
    ...placeOf(incident),
  });
  desk.begin(publications, draft);
  return draft.id;
}

export const publishUpdate = defineIncidentCommand({
  name: 'incident publish',
  about: 'Publish a drafted update to the status page: for the communications role, or the commander',
  usage: '<publication>',
  args: z.object({ publication: PublicationArgument }),
  whose: 'responder',
  async run(asked) {
    const { desk, actor } = asked;
    const { loaded, draft, incident } = await findDraft(asked, asked.args.publication);
    if (!maySpeak(incident, actor.id)) {
      const who = [incident.roles.comms, incident.roles.ic].flatMap((person) => (person ? [person.name] : []));
      throw new Refusal(
        'not_authorized',
        who.length > 0
          ? `Only the communications role or the commander of \`${incident.id}\` publishes: ${who.join(' or ')}.`
          : `\`${incident.id}\` has neither a communications role nor a commander yet: \`/incident role comms me --in ${incident.id}\`.`,
      );
    }
    insistOnPublic(asked, incident, draft.audience);
    const { title, text, state, condition, components, exceptions, audience } = draft;
    desk.change(publications, loaded, { ...draft, status: 'publishing', publishedBy: refTo(actor), publishedAt: desk.now().toISOString() });
    desk.putOnRecord({ title, text, state, condition, components, exceptions, audience });
    await writeLine(asked, incident, { kind: 'update', text: `published (${state}): ${text}`, source: { record: draft.id } });
    return { message: publicationView(draft, 'it is being published') };
  },
});

export const redraftUpdate = defineIncidentCommand({
  name: 'incident redraft',
  about: 'Change a public update before it is published',
  usage:
    '<publication> [--title <title...>] [--state <state>] [--condition <condition>] [--components <names...>] [--to <audience>] [--text <text...>]',
  args: z.object({
    publication: PublicationArgument,
    title: publicTitle.optional().describe('a title of at most 150 characters'),
    state: PublicState.optional().describe(`one of ${publicStates.join(', ')}`),
    condition: Condition.optional().describe(`one of ${conditions.join(', ')}`),
    components: z
      .string()
      .max(500)
      .optional()
      .describe('names with commas between them, with their state where it is another: Checkout, Payments: degraded'),
    to: AudienceArgument.optional(),
    text: publicText.optional().describe('a text of at most 1,500 characters'),
  }),
  whose: 'responder',
  async run(asked) {
    const { desk, args, settings } = asked;
    const { loaded, draft, incident } = await findDraft(asked, args.publication);
    const { publication: _, ...changes } = args;
    if (Object.values(changes).every((change) => change === undefined)) return { modal: redraftModal(draft, choicesOf(settings)) };
    const next = {
      ...draft,
      title: args.title === undefined ? draft.title : await asWritten(asked, args.title),
      text: args.text === undefined ? draft.text : await asWritten(asked, args.text),
      state: args.state ?? draft.state,
      condition: args.condition ?? draft.condition,
      ...(args.components !== undefined && componentsIn(await asWritten(asked, args.components))),
      audience: args.to ?? draft.audience,
    };
    insistOnPublic(asked, incident, next.audience);
    desk.change(publications, loaded, next);
    return { message: publicationView(next, 'the draft is changed') };
  },
});

export const discardUpdate = defineIncidentCommand({
  name: 'incident discard',
  about: 'Throw a drafted public update away',
  usage: '<publication>',
  args: z.object({ publication: PublicationArgument }),
  whose: 'responder',
  async run(asked) {
    const { loaded, draft } = await findDraft(asked, asked.args.publication);
    asked.desk.change(publications, loaded, { ...draft, status: 'discarded', discardedBy: refTo(asked.actor) });
    return { message: publicationView(draft, 'the draft is discarded') };
  },
});

/** @throws Refusal: nobody hears of a draft whose incident is none of theirs */
async function findDraft(
  asked: Pick<Ready<unknown>, 'desk' | 'actor'>,
  id: string,
): Promise<{ loaded: Loaded<Publication>; draft: PublicationIn<'drafted'>; incident: Incident }> {
  const loaded = await asked.desk.load(publications, id);
  if (!loaded) throw new Refusal('bad_arguments', `I know no public update \`${id}\`.`);
  const { record: incident } = await namedIncident(asked, loaded.record.incident);
  const draft = loaded.record;
  if (draft.status !== 'drafted') throw new Refusal('stale_card', `\`${id}\` is ${draft.status} already.`);
  return { loaded, draft, incident };
}
