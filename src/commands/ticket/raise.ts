import { z } from 'zod';
import { personWith } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { type FormField, formsIdOf, knownForms } from '../../domain/ticket/forms.ts';
import { knownRepos, placeFor, repoMeant } from '../../domain/ticket/place.ts';
import { Priority } from '../../domain/ticket/ticket.ts';
import { legibleSlack } from '../../domain/ticket/words.ts';
import type { Ready } from '../../pipeline/command.ts';
import { meantBeside } from '../../pipeline/menu.ts';
import type { Reply } from '../../ports.ts';
import { newTicketModal } from '../../views/ticket/modals.ts';
import { raisingView } from '../../views/ticket/private.ts';
import { assigneesIn, beginTicket, labelsIn } from './begin.ts';
import { defineForAnyone } from './define.ts';
import { ticketHere } from './meant.ts';

const aDayMs = 86_400_000;
const usage = '[<title...>] [#<labels>] [@<assignees>] [!<priority>] [in <repo>] [-- <body...>]';

// what the questions of an issue form are answered with comes beside these
const args = z.looseObject({
  title: z.string().max(2_000).optional(),
  labels: z.string().max(300).optional(),
  assignees: z.string().max(300).optional(),
  priority: z
    .string()
    .transform((text) => text.toLowerCase())
    .pipe(Priority)
    .optional()
    .describe('a priority: !p1, !p2, !p3 or !p4'),
  repo: z.string().max(200).optional(),
  body: z.string().max(10_000).optional(),
});

export const raiseTicket = defineForAnyone({
  name: 'ticket',
  about: 'Raise something small as an issue at GitHub; alone it asks for the details',
  usage,
  args,
  changes: true,
  run: raise,
});

/** The same from Slack's menu of shortcuts. */
export const newTicket = defineForAnyone({
  name: 'ticket new',
  about: 'Fill in a ticket',
  usage: '',
  args: z.object({}),
  gesture: { shortcut: { title: 'New ticket', on: 'anywhere' } },
  changes: true,
  run: (asked) => ask({ ...asked, args: {} }),
});

type Asking = Ready<z.output<typeof args>>;

async function raise(asked: Asking): Promise<Reply> {
  const { args: given, settings, where } = asked;
  insistOnTitle(asked);
  const { title, text, repo } = understood(asked, (words) => legibleSlack(words, (userId) => personWith(settings, userId)?.name));
  const inThread =
    where.threadTs !== undefined && asked.intent.via === 'mention' ? { channel: where.channel, ts: where.threadTs } : undefined;
  const wrote = given.title ?? given.labels ?? given.assignees ?? given.priority ?? given.body;
  if (title === '' && wrote !== undefined && inThread === undefined)
    throw new Refusal(
      'bad_arguments',
      'There are no words left to make a title of. Write `/ticket <title>`, such as `/ticket Typo on the basket page`.',
    );
  if (title === '' && inThread === undefined) return ask(asked);
  const ticket = await beginTicket(asked, {
    title,
    text,
    labels: labelsIn(given.labels),
    assignees: assigneesIn(settings, given.assignees),
    ...(given.priority !== undefined && { priority: given.priority }),
    ...(repo !== undefined && { repo }),
    ...(inThread && (await ticketHere(asked)) === undefined && { about: inThread }),
  });
  return { message: raisingView(ticket) };
}

/** A word and a number are what somebody does with a ticket, and hardly ever its title. @throws Refusal */
function insistOnTitle({ intent, desk }: Asking): void {
  const [, word, number] = /^ticket (\p{L}+) (#?\d+)$/u.exec(intent.line) ?? [];
  if (word === undefined) return;
  const ofTickets = desk.commands.filter(({ usage }) => usage.includes('<ticket>'));
  const meant = meantBeside(raiseTicket, word, ofTickets);
  if (meant === undefined) return;
  throw new Refusal(
    'bad_arguments',
    `Did you mean \`/${meant.name} ${number}\`? To raise a ticket with that title, put it in quotes: \`/ticket "${word} ${number}"\`.`,
  );
}

/** What stands behind `in` and is no repository that anybody named belongs to the title. */
function understood({ args: given, settings, intent }: Asking, legible: (words: string) => string) {
  const { title = '', body = '' } = given;
  const repo = given.repo === undefined ? undefined : repoMeant(settings, given.repo);
  const whole = given.repo !== undefined && repo === undefined ? `${title} in ${given.repo}` : title;
  const answers = intent.via === 'modal' ? answersIn(given) : [];
  return { title: legible(whole), text: [legible(body), ...answers].filter((part) => part !== '').join('\n\n'), repo };
}

/** The questions of an issue form and what was answered, as GitHub writes them down. */
const answersIn = (given: Record<string, unknown>): string[] =>
  Object.entries(given).flatMap(([name, answer]) => {
    const question = name.startsWith('form:') ? name.slice('form:'.length) : undefined;
    return question === undefined || typeof answer !== 'string' || answer === '' ? [] : [`### ${question}\n\n${answer}`];
  });

/** The modal opens with what is known of the repository's forms; they are read again for the next time. */
async function ask(asked: Asking): Promise<Reply> {
  const { settings, where, args: given } = asked;
  const place =
    given.repo === undefined
      ? placeFor(settings, { channel: where.channel, service: undefined, last: undefined })
      : repoMeant(settings, given.repo);
  const repos = [...new Set([...(place === undefined ? [] : [place]), ...knownRepos(settings)])];
  const fields = place === undefined ? [] : await formOf(asked, place);
  return { modal: newTicketModal({ repos, place, fields }) };
}

async function formOf({ desk, intent }: Asking, repo: string): Promise<FormField[]> {
  const id = formsIdOf(repo);
  const loaded = await desk.load(knownForms, id);
  const now = desk.now().getTime();
  if (loaded === undefined) desk.begin(knownForms, { id, traceId: intent.traceId, status: 'known', repo, forms: [], readAt: null });
  else if (loaded.record.readAt !== null && now - Date.parse(loaded.record.readAt) > aDayMs / 24)
    desk.change(knownForms, loaded, { ...loaded.record, readAt: null });
  return loaded?.record.forms[0]?.fields ?? [];
}
