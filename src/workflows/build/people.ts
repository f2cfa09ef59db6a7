import type { Account } from '../../domain/build/run.ts';
import type { Author } from '../../domain/build/streak.ts';
import type { PersonSettings, Settings } from '../../domain/settings.ts';

/** Whoever has that account on GitHub, by the map alone: names are no identity. */
export const personWith = (settings: Pick<Settings, 'people'>, login: string): PersonSettings | undefined =>
  settings.people.find(({ github }) => github?.toLowerCase() === login.toLowerCase());

/** Somebody on GitHub as the card names them. */
export function authorOf(settings: Pick<Settings, 'people'>, { login, name }: { login: string | null; name: string }): Author {
  const person = login === null ? undefined : personWith(settings, login);
  const [userId] = person?.slack ?? [];
  return { login, name: person?.name ?? login ?? name, ...(userId !== undefined && { userId }) };
}

/** A program is nobody. */
export const authorOfAccount = (settings: Pick<Settings, 'people'>, account: Account | null): Author | null =>
  account === null || account.bot ? null : authorOf(settings, { login: account.login, name: account.login });
