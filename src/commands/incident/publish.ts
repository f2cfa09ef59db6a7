import { z } from 'zod';
import type { Incident } from '../../domain/incident/incident.ts';
import {
  draftOf,
  maySpeak,
  type Publication,
  type PublicationIn,
  publications,
  publicText,
  publicTitle,
} from '../../domain/incident/publication.ts';
import { PublicState, publicStates } from '../../domain/incident/status-page.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import { placeOf } from '../../views/incident/messages.ts';
import { publicationView, redraftModal } from '../../views/incident/publication.ts';
import { defineIncidentCommand } from './define.ts';
import { namedIncident } from './meant.ts';
import { asWritten, writeLine } from './write.ts';

/** What people outside read: drafted here, decided by whoever speaks for the company. */

const PublicationArgument = z
  .string()
  .regex(/^P-\d{1,12}$/i)
  .transform((id) => id.toUpperCase())
  .describe('a public update such as P-3');

/** @throws Refusal when nothing of it may be said outside, or there is nowhere to say it */
export function insistOnPublic({ settings }: Pick<Ready<unknown>, 'settings'>, incident: Incident): void {
  if (incident.private) throw new Refusal('not_authorized', `\`${incident.id}\` is private: nothing of it is published.`);
  if (incident.drill) throw new Refusal('bad_arguments', `\`${incident.id}\` is a drill: nothing of it is published.`);
  const { statusPage, webhooks } = settings.incidents;
  if (statusPage === undefined && webhooks.length === 0)
    throw new Refusal(
      'bad_arguments',
      'There is no status page yet: an admin can set `incidents.statusPage` or `incidents.webhooks` in shipmate.yaml.',
    );
}

/** A draft with its card where people work on the incident. Returns its id. */
export async function beginDraft({ desk, actor, intent }: Ready<unknown>, incident: Incident, text: string): Promise<string> {
  const draft = draftOf(incident, {
    id: await desk.newId('P'),
    traceId: intent.traceId,
    text,
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
    insistOnPublic(asked, incident);
    const { title, text, state, components } = draft;
    desk.change(publications, loaded, { ...draft, status: 'publishing', publishedBy: refTo(actor), publishedAt: desk.now().toISOString() });
    desk.putOnRecord({ title, text, state, components });
    await writeLine(asked, incident, { kind: 'update', text: `published (${state}): ${text}`, source: { record: draft.id } });
    return { message: publicationView(draft, 'it is being published') };
  },
});

export const redraftUpdate = defineIncidentCommand({
  name: 'incident redraft',
  about: 'Change a public update before it is published',
  usage: '<publication> [--title <title...>] [--state <state>] [--text <text...>]',
  args: z.object({
    publication: PublicationArgument,
    title: publicTitle.optional().describe('a title of at most 150 characters'),
    state: PublicState.optional().describe(`one of ${publicStates.join(', ')}`),
    text: publicText.optional().describe('a text of at most 1,500 characters'),
  }),
  whose: 'responder',
  async run(asked) {
    const { desk, args } = asked;
    const { loaded, draft } = await findDraft(asked, args.publication);
    if (args.title === undefined && args.state === undefined && args.text === undefined) return { modal: redraftModal(draft) };
    const next = {
      ...draft,
      title: args.title === undefined ? draft.title : await asWritten(asked, args.title),
      text: args.text === undefined ? draft.text : await asWritten(asked, args.text),
      state: args.state ?? draft.state,
    };
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
