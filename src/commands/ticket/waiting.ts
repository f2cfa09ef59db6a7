import type { PersonRef } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Ticket } from '../../domain/ticket/ticket.ts';
import type { Ready } from '../../pipeline/command.ts';
import { isTheirs } from './meant.ts';

/** Something of a ticket waits for the answer of whoever began it. */

/** @throws Refusal `not_authorized` */
export function insistOnAsker(
  asked: Pick<Ready<unknown>, 'settings' | 'from'>,
  id: string,
  asker: Pick<PersonRef, 'userId' | 'name'>,
): void {
  if (isTheirs(asked, asker)) return;
  throw new Refusal('not_authorized', `\`${id}\` waits for ${asker.name}, who asked for it.`);
}

/** Where private answers go from now on. */
export const answeredFrom = ({
  intent: { responseUrl, inPlace },
}: Pick<Ready<unknown>, 'intent'>): Pick<Ticket, 'responseUrl' | 'inPlace'> => (responseUrl === undefined ? {} : { responseUrl, inPlace });
