import { z } from 'zod';
import type { Permission } from '../../domain/permission.ts';
import type { Doing } from '../../domain/ticket/change.ts';
import { type Asked, type Command, type CommandSpec, defineCommand, type Ready } from '../../pipeline/command.ts';
import type { Modal } from '../../ports.ts';
import { beginChange } from './change.ts';
import { type Meant, mayEnd, ticketMeant } from './meant.ts';

/** The frames of the ticket commands, so that each says only what is its own: its words, whose it is, and what it comes to. */

type Words<Args extends z.ZodObject> = Pick<CommandSpec<Args>, 'name' | 'also' | 'about' | 'usage' | 'args' | 'gesture' | 'concerns'>;

/** For everybody whom admission lets in. */
export const defineForAnyone = <Args extends z.ZodObject>(spec: Words<Args> & Pick<CommandSpec<Args>, 'changes' | 'run'>): Command =>
  defineCommand<Args>({ verb: 'anyone', permission: () => 'anyone', approvals: () => 0, ...spec });

/** Everybody has a say; people and labels are given by who may raise by role; what ends or rewrites a ticket is for whom it concerns. */
const rights = {
  anyone: { verb: 'anyone', permission: () => 'anyone' as const },
  raiser: { verb: 'ticket.open', permission: () => ({ verb: 'ticket.open' }) },
  concerned: { verb: 'ticket.close', permission: mayEnd },
} as const;

/** A command that does something to the ticket that is meant: written down now, done at GitHub afterwards. */
export const defineTicketChange = <Args extends z.ZodObject>({
  whose,
  which = async ({ args }) => Naming.parse(args).ticket,
  doing,
  ...words
}: Words<Args> & {
  whose: keyof typeof rights;
  /** What names the ticket. Absent: the argument of that name. */
  which?(asked: Asked<z.output<Args>>): Promise<string | undefined>;
  doing(asked: Ready<z.output<Args>>, meant: Meant): Promise<Doing | Modal> | Doing | Modal;
}): Command => {
  const meantBy = async (asked: Asked<z.output<Args>>) => ticketMeant(asked, await which(asked));
  const permission = async (asked: Asked<z.output<Args>>): Promise<Permission | 'anyone'> =>
    rights[whose].permission(asked, await meantBy(asked));
  return defineCommand<Args>({
    ...words,
    changes: true,
    verb: rights[whose].verb,
    permission,
    approvals: () => 0,
    async run(asked) {
      const meant = await meantBy(asked);
      const wanted = await doing(asked, meant);
      return 'what' in wanted ? beginChange(asked, meant, wanted) : { modal: wanted };
    },
  });
};

const Naming = z.object({ ticket: z.string().optional() });
