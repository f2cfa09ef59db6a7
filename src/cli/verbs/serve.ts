import { BadArguments } from '../arguments.ts';
import { needSlack } from '../needs.ts';
import type { Role, Rooms } from '../rooms.ts';
import { runUntilToldToStop } from '../until-told-to-stop.ts';
import type { Verb } from '../verb.ts';

const roles = ['door', 'workshop', 'both'] as const;

export const serve = (rooms: Rooms): Verb => ({
  name: 'serve',
  usage: '[--role door|workshop|both]',
  about: 'Serve a Slack workspace: listen to people (door), do the work (workshop), or both',
  options: { role: { type: 'string' } },
  words: { least: 0, most: 0 },
  async run(typed, terminal) {
    const role = roleOf(typed.option('role') ?? 'both');
    const environment = needSlack(rooms, terminal, 'serve');
    if (environment === undefined) return 2;
    return runUntilToldToStop(
      () => rooms.serve({ environment, role }),
      terminal,
      () => {},
    );
  },
});

function roleOf(typed: string): Role {
  const role = roles.find((one) => one === typed);
  if (role === undefined) throw new BadArguments(`"${typed}" is not a role: it is one of ${roles.join(', ')}.`);
  return role;
}
