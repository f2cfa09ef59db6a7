import { z } from 'zod';
import { streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { ticketView } from '../../views/build/answers.ts';
import { beginTicket } from '../ticket/begin.ts';
import { StreakArgument } from './arguments.ts';
import { findOpenStreak } from './find.ts';
import { wishFor } from './wish.ts';

export const ticketForBuild = defineCommand({
  name: 'build ticket',
  about: 'Open a ticket for a red build',
  usage: '[<build>]',
  args: z.object({ build: StreakArgument.optional() }),
  changes: true,
  verb: 'ticket.open',
  permission: () => ({ verb: 'ticket.open' }),
  approvals: () => 0,
  async run(asked) {
    const { desk } = asked;
    const loaded = await findOpenStreak(asked, asked.args.build);
    const { record } = loaded;
    if (record.ticket !== null) throw new Refusal('duplicate', `\`${record.id}\` has a ticket already: \`${record.ticket}\`.`);
    const { id } = await beginTicket(asked, wishFor(record));
    desk.change(streaks, loaded, { ...record, ticket: id });
    return { message: ticketView(record, id) };
  },
});
