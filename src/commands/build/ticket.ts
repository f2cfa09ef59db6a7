import { Refusal } from '../../domain/problems.ts';
import { ticketView } from '../../views/build/answers.ts';
import { beginTicket } from '../ticket/begin.ts';
import { aBuild, buildUsage, defineBuildChange } from './define.ts';
import { wishFor } from './wish.ts';

export const ticketForBuild = defineBuildChange({
  name: 'build ticket',
  about: 'Open a ticket for a red build',
  usage: buildUsage,
  args: aBuild,
  verb: 'ticket.open',
  async change(streak, asked) {
    if (streak.ticket !== null) throw new Refusal('duplicate', `\`${streak.id}\` has a ticket already: \`${streak.ticket}\`.`);
    const { id } = await beginTicket(asked, wishFor(streak));
    return { next: { ...streak, ticket: id }, message: ticketView(streak, id) };
  },
});
