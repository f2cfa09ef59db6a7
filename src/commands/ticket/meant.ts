import type { Permission } from '../../domain/permission.ts';
import { type PersonRef, personWith } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { placeFor, readRef } from '../../domain/ticket/place.ts';
import { isRaised, issueLane, type RaisedTicket, type Ticket, tickets } from '../../domain/ticket/ticket.ts';
import type { Asked } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';

/** The issue somebody means, and our ticket for it where we raised it. */
export interface Meant {
  repo: string;
  number: number;
  ticket: (Loaded<Ticket> & { record: RaisedTicket }) | undefined;
}

type Asking = Pick<Asked<unknown>, 'desk' | 'from' | 'settings' | 'where'>;

const howTo = 'Name it as `api#123`, by its address, as `T-9`, or as `last`; or ask in its thread.';

/**
 * `123`, `api#123`, an address, `T-9`, `last`; undefined: the one whose message or thread this is.
 * @throws Refusal `bad_arguments`
 */
export async function ticketMeant(asked: Asking, word: string | undefined): Promise<Meant> {
  const { desk, settings, where } = asked;
  if (word === undefined) {
    const here = await ticketHere(asked);
    if (here) return of(here);
    throw new Refusal('bad_arguments', `Which ticket? ${howTo}`);
  }
  const ref = readRef(settings, word);
  if (ref === undefined)
    throw new Refusal(
      'bad_arguments',
      `\`${word.slice(0, 60)}\` is no ticket. ${howTo} A title that begins so goes in quotes: \`/ticket "…"\`.`,
    );
  switch (ref.by) {
    case 'last': {
      const own = (await desk.list(tickets, { limit: 200 })).filter(isOurs).find(({ record }) => isTheirs(asked, record.askedBy));
      if (own) return of(own);
      throw new Refusal('bad_arguments', 'You have raised nothing yet. `/ticket <title>` does.');
    }
    case 'id': {
      const found = await desk.load(tickets, ref.id);
      if (found && isOurs(found)) return of(found);
      throw new Refusal(
        'bad_arguments',
        found ? `\`${ref.id}\` has no issue yet.` : `I know no \`${ref.id}\`. \`/ticket mine\` lists yours.`,
      );
    }
    case 'number': {
      const here = await ticketHere(asked);
      const repo =
        ref.repo ?? here?.record.repo ?? placeFor(settings, { channel: where.channel, service: undefined, last: await lastRepo(asked) });
      if (repo === undefined)
        throw new Refusal('bad_arguments', `\`${ref.number}\` of which repository? Write it as \`owner/name#${ref.number}\`.`);
      const known = await desk.list(tickets, { lane: issueLane(repo, ref.number), limit: 1 });
      const ticket = known.find(isOurs);
      return { repo: ticket?.record.repo ?? repo, number: ref.number, ticket };
    }
  }
}

/** The ticket whose message this is about, or in whose thread it was asked. */
export async function ticketHere({ desk, where }: Pick<Asking, 'desk' | 'where'>): Promise<Meant['ticket']> {
  const { channel, threadTs, about } = where;
  const place = about ?? (threadTs === undefined ? undefined : { channel, ts: threadTs, threadTs });
  const id = place && (await desk.recordAt(place, tickets.kind));
  const found = id === undefined ? undefined : await desk.load(tickets, id);
  return found && isOurs(found) ? found : undefined;
}

const isOurs = (loaded: Loaded<Ticket>): loaded is NonNullable<Meant['ticket']> => isRaised(loaded.record);

const of = (ticket: NonNullable<Meant['ticket']>): Meant => ({ repo: ticket.record.repo, number: ticket.record.number, ticket });

async function lastRepo(asked: Asking): Promise<string | undefined> {
  const all = (await asked.desk.list(tickets, { limit: 200 })).filter(isOurs);
  return all.find(({ record }) => isTheirs(asked, record.askedBy))?.record.repo;
}

/** Whether it is the same person who asks now, with whichever of their accounts. */
export const isTheirs = ({ settings, from }: Pick<Asking, 'settings' | 'from'>, { userId }: Pick<PersonRef, 'userId'>): boolean =>
  userId === from.userId || (personWith(settings, from.userId)?.slack.includes(userId) ?? false);

/** Whoever raised it, and whoever it is given to, may close it; everybody else needs the right. */
export function mayEnd({ settings, from }: Asking, { ticket }: Meant): Permission | 'anyone' {
  const login = personWith(settings, from.userId)?.github?.toLowerCase();
  const record = ticket?.record;
  const theirs =
    record !== undefined && (isTheirs({ settings, from }, record.askedBy) || record.assigned.some((one) => one.toLowerCase() === login));
  return theirs ? 'anyone' : { verb: 'ticket.close' };
}
