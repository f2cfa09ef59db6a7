import type { FormField } from '../../domain/ticket/forms.ts';
import type { RaisedTicket } from '../../domain/ticket/ticket.ts';
import type { Modal } from '../../ports.ts';
import { choice, input, someone, ticks } from '../inputs.ts';
import { aside, type Block, modal, mrkdwn } from '../kit.ts';

const mostFields = 20;

/** A new ticket, with the questions that the repository's issue form asks. */
export const newTicketModal = ({
  repos,
  place,
  fields,
}: {
  repos: readonly string[];
  place: string | undefined;
  fields: readonly FormField[];
}): Modal =>
  modal({
    title: 'New ticket',
    submit: 'Raise it',
    line: 'ticket',
    otherwise: 'Write `/ticket <title>`, such as `/ticket Typo on the basket page #bug in checkout`.',
    blocks: [
      input('title', 'What is it?', { placeholder: 'Typo on the basket page', maxLength: 256 }),
      repos.length === 0
        ? input('repo', 'Repository', { placeholder: 'owner/name' })
        : choice(
            'repo',
            'Repository',
            repos.map((repo) => ({ label: repo, value: repo })),
            { ...(place !== undefined && { chosen: place }) },
          ),
      input('body', 'More about it', { multiline: true, optional: true, maxLength: 3_000 }),
      ...fields.slice(0, mostFields).map(question),
      input('labels', 'Labels', { optional: true, placeholder: 'bug, trivial' }),
      someone('assignees', 'For whom?', { optional: true }),
      choice('priority', 'How urgent?', priorities, { optional: true }),
    ],
  });

const priorities = [
  { label: 'p1: at once', value: 'p1' },
  { label: 'p2: this week', value: 'p2' },
  { label: 'p3: some day soon', value: 'p3' },
  { label: 'p4: whenever', value: 'p4' },
];

/** A question of an issue form. Its name begins with `form:`, so that the answer stands under the question in the issue. */
function question({ label, kind, hint, placeholder, options, required }: FormField): Block {
  const name = `form:${label}`.slice(0, 250);
  const about = {
    ...(hint !== undefined && { hint }),
    ...(!required && { optional: true as const }),
    ...(placeholder !== undefined && { placeholder }),
  };
  const offered = options.map((option) => ({ label: option, value: option }));
  if (kind === 'choice' && offered.length > 0) return choice(name, label, offered, about);
  if (kind === 'ticks' && offered.length > 0) return ticks(name, label, offered, about);
  return input(name, label, { ...about, multiline: kind === 'text', maxLength: kind === 'text' ? 3_000 : 500 });
}

/** `seen`: what the line says of the title, so that it can be told whether it is still the one that was shown. */
export const editModal = (ticket: RaisedTicket, seen: string): Modal =>
  modal({
    title: 'Change the ticket',
    submit: 'Save',
    line: `ticket edit ${ticket.id} ${seen}`,
    otherwise: `Write \`/ticket edit ${ticket.id} <title>\`.`,
    blocks: [
      input('heading', 'What is it?', { filledIn: ticket.title, maxLength: 256 }),
      input('body', 'More about it', { multiline: true, optional: true, filledIn: ticket.text, maxLength: 3_000 }),
      aside(mrkdwn`Where it comes from stays below it. What somebody changed at GitHub meanwhile is not written over.`),
    ],
  });
