import { z } from 'zod';
import { holdsVerb } from '../../domain/permission.ts';
import { defineQuestion } from '../../pipeline/command.ts';
import { helpView } from '../../views/ops.ts';

export const help = defineQuestion({
  name: 'ops help',
  about: 'What you may do, and how it is written',
  usage: '[<verb...>]',
  args: z.object({ verb: z.string().max(100).optional() }),
  async run({ args, actor, settings, desk }) {
    const allowed = desk.commands.filter(({ verb }) => verb === 'anyone' || holdsVerb(settings.roles, actor.roles, verb));
    const asked = args.verb?.toLowerCase();
    const shown =
      asked === undefined
        ? allowed
        : allowed.filter(({ name }) => name === asked || name.startsWith(`${asked} `) || name === `ops ${asked}`);
    return { message: helpView(shown, asked) };
  },
});
