import { everyone } from '../../domain/incident/audience.ts';
import { type Publication, type PublicationIn, sayComponents } from '../../domain/incident/publication.ts';
import { conditions, conditionWord, publicStates, stateWord } from '../../domain/incident/status-page.ts';
import type { Message, MessageWrite, Modal } from '../../ports.ts';
import { choice, input } from '../inputs.ts';
import {
  aside,
  type Button,
  buttons,
  code,
  fields,
  heading,
  join,
  line,
  link,
  type Marked,
  message,
  modal,
  mrkdwn,
  say,
  sentence,
} from '../kit.ts';
import { clock } from './words.ts';

/** Exactly what people outside will read, where people work on the incident; then what became of it. */
export function publicationMessages(publication: Publication): MessageWrite[] {
  const { id, incident, channel, threadKey } = publication;
  return [{ key: id, recordId: incident, channel, ...(threadKey !== undefined && { threadKey }), message: publicationCard(publication) }];
}

export function publicationCard(publication: Publication): Message {
  const { id, incident, title, text, state, condition, exceptions, audience, components, draftedBy, draftedAt, traceId } = publication;
  const standing = standingOf(publication);
  const row = rowOf(publication);
  return message(
    mrkdwn`${code(id)}, a public update on ${code(incident)}: ${standing}`,
    heading('Public update'),
    line(standing),
    fields([
      ['Title', mrkdwn`${title}`],
      ['State', mrkdwn`${stateWord(state)}`],
      components.length === 0
        ? undefined
        : [
            'Components',
            mrkdwn`${components.map((name) => `${name}: ${conditionWord(exceptions[name] ?? condition).toLowerCase()}`).join(', ')}`,
          ],
      ['Who reads it', mrkdwn`${audience}`],
    ]),
    line(mrkdwn`${text}`),
    row.length === 0 ? undefined : buttons(...row),
    aside(mrkdwn`${code(id)} · ${code(incident)} · drafted by ${draftedBy.name} at ${clock(draftedAt)} · trace ${code(traceId)}`),
  );
}

function standingOf(publication: Publication): Marked {
  switch (publication.status) {
    case 'drafted':
      return mrkdwn`:pencil: *Draft.* Only here so far. The communications role or the commander publishes it.`;
    case 'publishing':
    case 'announcing':
      return mrkdwn`:hourglass_flowing_sand: *Being published* for ${publication.publishedBy.name}.`;
    case 'published':
      return mrkdwn`${isWhole(publication) ? mrkdwn`:white_check_mark:` : mrkdwn`:warning:`} *Published* by ${publication.publishedBy.name} at ${clock(publication.publishedAt)}. ${places(publication)}`;
    case 'discarded':
      return mrkdwn`:wastebasket: *Discarded* by ${publication.discardedBy.name}. Nobody outside has read it.`;
  }
}

const isWhole = ({ page, told }: PublicationIn<'published'>): boolean =>
  [page, ...told].every((one) => one === null || one.trouble === null);

function places({ page, told }: PublicationIn<'published'>): Marked {
  const onPage =
    page === null ? [] : [page.trouble === null ? link('the status page', page.where) : mrkdwn`the status page: ${sentence(page.trouble)}`];
  // the whole address may hold a secret of the other side
  const others = told.map(({ where, trouble }) =>
    trouble === null ? mrkdwn`${hostOf(where)}` : mrkdwn`${hostOf(where)}: ${sentence(trouble)}`,
  );
  return join([...onPage, ...others], '; ');
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url);

function rowOf({ status, id, title, text, audience }: Publication): Button[] {
  if (status !== 'drafted') return [];
  return [
    {
      label: 'Publish',
      does: `incident publish ${id}`,
      style: 'primary',
      confirm: {
        title: 'Publish?',
        text: `${audience === everyone ? 'Everybody' : `Whoever belongs to ${audience}`} can read it then: ${title}. ${text}`,
        yes: 'Publish',
      },
    },
    { label: 'Edit', does: `incident redraft ${id}` },
    { label: 'Discard', does: `incident discard ${id}` },
  ];
}

/** What can be chosen for people outside: whom it is for, and words that were agreed on. */
export interface PublicChoices {
  audiences: readonly string[];
  templates: readonly string[];
}

export const itself = (name: string) => ({ label: name, value: name });

export const redraftModal = (
  { id, title, text, state, condition, components, exceptions, audience }: Publication,
  { audiences }: Pick<PublicChoices, 'audiences'>,
): Modal =>
  modal({
    title: 'Public update',
    submit: 'Keep the draft',
    blocks: [
      input('title', 'Title', { maxLength: 150, filledIn: title, hint: 'The same for all updates on this incident.' }),
      choice(
        'state',
        'State',
        publicStates.map((value) => ({ label: stateWord(value), value })),
        { chosen: state },
      ),
      input('components', 'What is affected?', {
        optional: true,
        filledIn: sayComponents({ components, exceptions }),
        hint: 'By the names that people outside know, with commas between them; where one is in another state: Payments: degraded.',
      }),
      choice(
        'condition',
        'How ill is that?',
        conditions.map((value) => ({ label: conditionWord(value), value })),
        { chosen: condition },
      ),
      ...(audiences.length < 2 ? [] : [choice('to', 'Who reads it?', audiences.map(itself), { chosen: audience })]),
      input('text', 'What shall people outside read?', { multiline: true, maxLength: 1_500, filledIn: text }),
    ],
    line: `incident redraft ${id}`,
    otherwise: `Change it by typing: /incident redraft ${id} --text <text>`,
  });

export const publicationView = ({ id }: Publication, what: string): Message => say(mrkdwn`${code(id)}: ${what}`);
