import { z } from 'zod';
import type { Settings } from './settings.ts';

/** A human being we know, however many accounts they have. `id` is the first Slack id on the map: compare people by it, never by account or name. */
export const Person = z.object({
  id: z.string(),
  name: z.string(),
  /** The account they acted with, `<teamId>/<userId>`. */
  account: z.string(),
  /** That account's Slack user id: for mentions and private messages. */
  userId: z.string(),
  /** They spoke at the bot's own terminal: whoever gave them that has let them in, and Slack need not be there to say so. */
  atTerminal: z.literal(true).optional(),
  roles: z.array(z.string()),
});
export type Person = z.infer<typeof Person>;

/** A person as a record remembers them. Roles are left out: they are looked up again whenever they matter. */
export const PersonRef = Person.omit({ roles: true });
export type PersonRef = z.infer<typeof PersonRef>;

/** Who stands in the settings with that account. */
export const personWith = ({ people }: Pick<Settings, 'people'>, userId: string): Settings['people'][number] | undefined =>
  people.find(({ slack }) => slack.includes(userId));

/** Whoever has that account on GitHub, by the map alone: names are no identity. */
export const personOnGitHub = ({ people }: Pick<Settings, 'people'>, login: string): Settings['people'][number] | undefined =>
  people.find(({ github }) => github?.toLowerCase() === login.toLowerCase());

export const refTo = ({ id, name, account, userId, atTerminal }: Person): PersonRef => ({ id, name, account, userId, atTerminal });
