import { z } from 'zod';
import { sayPermission } from '../../domain/permission.ts';
import { defineQuestion } from '../../pipeline/command.ts';
import { canView } from '../../views/ops.ts';
import { PersonArgument } from '../arguments.ts';

export const can = defineQuestion({
  name: 'ops can',
  about: 'Whether somebody may do something, and which grant decides it',
  usage: '<who> <command-line...>',
  args: z.object({ who: PersonArgument, commandLine: z.string().describe('a command line such as deploy checkout v1.2.0') }),
  async run({ args, intent, desk: { consider, rights } }) {
    const account = { teamId: intent.from.teamId, userId: args.who };
    const { command, permission } = await consider(args.commandLine.replace(/^\//, ''), account);
    const person = await rights.personOf(account);
    const wanted = permission === 'anyone' ? command.name : sayPermission(permission);
    const answer = (may: boolean, because: string) => ({ message: canView({ userId: args.who, wanted, may, because }) });

    if (!(await rights.isInside(account))) return answer(false, 'that account is a guest’s, a bot’s, deactivated, or of another company');
    if (permission === 'anyone') return answer(true, 'everybody in this workspace may');
    if (!person) return answer(false, `\`${args.who}\` is not in \`people\` in shipmate.yaml: an admin can add them there`);
    const grant = rights.grantFor(person, permission);
    if (grant) return answer(true, `role \`${grant.role}\` grants \`${grant.grant}\` (${rights.whereIs(grant)})`);
    return answer(false, `none of their roles grants it (they hold ${person.roles.map((role) => `\`${role}\``).join(', ') || 'none'})`);
  },
});
