import { z } from 'zod';
import { sayPermission } from '../../domain/permission.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { canView } from '../../views/ops.ts';

export const can = defineCommand({
  name: 'ops can',
  about: 'Whether somebody may do something, and which grant decides it',
  usage: '<who> <command-line...>',
  args: z.object({
    who: z
      .string()
      .regex(/^<@[UW][A-Z0-9]+(\|[^>]*)?>$/)
      .transform((mention) => mention.slice(2).replace(/[|>].*$/, '')),
    commandLine: z.string(),
  }),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  async run({ args, intent, desk }) {
    const who = { teamId: intent.from.teamId, userId: args.who };
    const { command, permission } = await desk.consider(args.commandLine.replace(/^\//, ''), who);
    const person = await desk.rights.personOf(who);
    if (permission === 'anyone')
      return {
        message: canView({ who: person?.name ?? args.who, command: command.name, may: true, because: 'everybody in this workspace may' }),
      };
    const wanted = sayPermission(permission);
    if (!person)
      throw new Refusal(
        'not_linked',
        `\`${args.who}\` is not on the map: only what everybody may do is open to them. Add them to \`people\` in shipmate.yaml.`,
      );
    const grant = desk.rights.grantFor(person, permission);
    const because = grant
      ? `role ${grant.role} grants ${grant.grant} (${desk.rights.whereIs(grant)})`
      : `none of their roles (${person.roles.join(', ') || 'none'}) grants ${wanted}`;
    return { message: canView({ who: person.name, command: command.name, may: grant !== undefined, because }) };
  },
});
