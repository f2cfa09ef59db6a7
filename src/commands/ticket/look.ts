import { z } from 'zod';
import { personWith } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import { knownRepos, repoMeant, repoNamed } from '../../domain/ticket/place.ts';
import { type Question, questions } from '../../domain/ticket/question.ts';
import { isRaised, tickets } from '../../domain/ticket/ticket.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { lookingView, mineView } from '../../views/ticket/lists.ts';
import { TicketArgument, WordsArgument } from '../arguments.ts';
import { answersOf } from './begin.ts';
import { defineForAnyone } from './define.ts';
import { ticketMeant } from './meant.ts';

/** Questions about tickets. GitHub has the answers, so they follow in a moment, to the asker alone. */

const mostRepos = 10;

async function askGitHub({ desk, intent }: Ready<unknown>, wanted: Question['wanted']): Promise<Reply> {
  desk.begin(questions, {
    status: 'asked',
    id: `question-${intent.id}`,
    traceId: intent.traceId,
    askedIn: intent.channel,
    ...answersOf(intent),
    userId: intent.from.userId,
    wanted,
  });
  return { message: lookingView() };
}

export const showTicket = defineForAnyone({
  changes: false,
  name: 'ticket show',
  about: 'One ticket, as it is at GitHub',
  usage: '[<ticket>]',
  args: z.object({ ticket: TicketArgument.optional() }),
  async run(asked) {
    const { repo, number } = await ticketMeant(asked, asked.args.ticket);
    insistOnKnown(asked.settings, repo);
    return askGitHub(asked, { what: 'show', repo, number });
  },
});

export const myTickets = defineForAnyone({
  changes: false,
  name: 'ticket mine',
  about: 'What you raised, and what is given to you',
  usage: '',
  args: z.object({}),
  async run({ desk, from, settings }) {
    const person = personWith(settings, from.userId);
    const accounts = person?.slack ?? [from.userId];
    const all = (await desk.list(tickets, { limit: 500 })).map(({ record }) => record);
    const raised = all.filter(
      (ticket) => accounts.includes(ticket.askedBy.userId) && !['withdrawn', 'refused', 'joined'].includes(ticket.status),
    );
    const given = all
      .filter(isRaised)
      .filter(
        (ticket) => ticket.status !== 'closed' && ticket.assigned.some((login) => login.toLowerCase() === person?.github?.toLowerCase()),
      );
    return { message: mineView(raised.slice(0, 15), given.slice(0, 15)) };
  },
});

export const listTickets = defineForAnyone({
  changes: false,
  name: 'ticket list',
  about: 'The open tickets of a repository, or of all',
  usage: '[<repo>] [<label>]',
  args: z.object({ repo: z.string().max(200).optional(), label: z.string().max(100).optional() }),
  async run(asked) {
    const { repo, label } = asked.args;
    const isRepo = repo !== undefined && repoMeant(asked.settings, repo) !== undefined;
    const wanted =
      repo === undefined || (!isRepo && label === undefined)
        ? repos(asked.settings)
        : [insistOnKnown(asked.settings, repoNamed(asked.settings, repo))];
    const wantedLabel = (label ?? (isRepo ? undefined : repo))?.replace(/^#/, '');
    return askGitHub(asked, { what: 'list', repos: wanted, ...(wantedLabel !== undefined && { label: wantedLabel }) });
  },
});

export const searchTickets = defineForAnyone({
  changes: false,
  name: 'ticket search',
  about: 'Tickets with these words, open or closed',
  usage: '<text...>',
  args: z.object({ text: WordsArgument }),
  run: async (asked) => askGitHub(asked, { what: 'search', repos: repos(asked.settings), text: asked.args.text }),
});

export const staleTickets = defineForAnyone({
  changes: false,
  name: 'ticket stale',
  about: 'Small things that nobody touched for a month',
  usage: '',
  args: z.object({}),
  run: async (asked) => askGitHub(asked, { what: 'stale', repos: repos(asked.settings) }),
});

function repos(settings: Settings): string[] {
  const known = knownRepos(settings).slice(0, mostRepos);
  if (known.length > 0) return known;
  throw new Refusal('bad_arguments', 'I know no repository. Name some in shipmate.yaml, under `tickets` or `services`.');
}

/** The bot may see more than whoever asks: it reads out what belongs to the team's own repositories. */
function insistOnKnown(settings: Settings, repo: string): string {
  if (knownRepos(settings).some((known) => known.toLowerCase() === repo.toLowerCase())) return repo;
  throw new Refusal('not_authorized', `\`${repo}\` is none of the repositories in shipmate.yaml, so I do not read from it.`);
}
