import type { Intent } from '../domain/intent.ts';
import type { Permission } from '../domain/permission.ts';
import type { Person } from '../domain/person.ts';
import { Refusal } from '../domain/problems.ts';
import { admitPerson, admitPlace } from './admit.ts';
import type { Command } from './command.ts';
import { freshAgeMs } from './rights.ts';
import type { World } from './world.ts';

/**
 * Who may, and from where. Default deny; returns the grant that allows it, for the ledger.
 * @throws Refusal `not_linked`, `not_authorized`, or what admission says
 */
export async function authorise(
  world: Pick<World, 'policy' | 'directory' | 'rights'>,
  intent: Intent,
  command: Command,
  actor: Person | undefined,
  permission: Permission | 'anyone',
): Promise<string> {
  const environment = permission === 'anyone' ? undefined : world.policy.settings().environments[permission.environment ?? ''];
  if (command.changes) {
    const isProtected = environment?.protected ?? false;
    if (isProtected) await admitPerson(world.directory, intent, freshAgeMs);
    const service = permission === 'anyone' ? undefined : world.policy.settings().services[permission.service ?? ''];
    await admitPlace(world.directory, intent, { isProtected, home: service?.channel });
  }
  if (permission === 'anyone') return 'anyone';
  if (!actor) {
    throw new Refusal(
      'not_linked',
      `I do not know who you are beyond Slack. Ask an admin to add your Slack id (\`${intent.from.userId}\`) to \`people\` in shipmate.yaml.`,
    );
  }
  const grant = world.rights.grantFor(actor, permission);
  if (!grant) throw new Refusal('not_authorized', notAllowed(permission, command, await world.rights.whoMay(permission)));
  return `${grant.role}: ${grant.grant} (${world.rights.whereIs(grant)})`;
}

function notAllowed(permission: Permission, command: Command, others: readonly { name: string }[]): string {
  const { verb, environment, service = '' } = permission;
  const what = environment === undefined ? `use \`/${command.name}\`` : `${verb} ${service} in ${environment} (\`/${command.name}\`)`;
  const names = others.slice(0, 3).map(({ name }) => name);
  const ask =
    names.length > 0
      ? `Ask ${either.format(others.length > 3 ? [...names, 'others'] : names)}, who may.`
      : 'Nobody may at the moment: roles are granted in shipmate.yaml.';
  return `You may not ${what}. ${ask}`;
}

const either = new Intl.ListFormat('en-GB', { type: 'disjunction' });
