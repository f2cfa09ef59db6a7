import { isRevert } from '../../domain/build/fix.ts';
import type { Account } from '../../domain/build/run.ts';
import type { Author, Streak } from '../../domain/build/streak.ts';
import { personOnGitHub } from '../../domain/person.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Bench } from '../../pipeline/workflow.ts';

/** Somebody on GitHub as the card names them. */
export function authorOf(settings: Pick<Settings, 'people'>, { login, name }: { login: string | null; name: string }): Author {
  const person = login === null ? undefined : personOnGitHub(settings, login);
  const [userId] = person?.slack ?? [];
  return { login, name: person?.name ?? login ?? name, ...(userId !== undefined && { userId }) };
}

/** A program is nobody. */
export const authorOfAccount = (settings: Pick<Settings, 'people'>, account: Account | null): Author | null =>
  account === null || account.bot ? null : authorOf(settings, { login: account.login, name: account.login });

/** Who wrote what came since the last green run: no programs, and nobody for having taken something back. */
export async function authorsSinceGreen({ repo, green, since, system }: Streak, { builds, policy }: Bench): Promise<Author[]> {
  if (system !== 'github' || !builds) return [];
  const commits = await builds.commitsSince(repo, green, since.sha);
  const authors = new Map<string, Author>();
  for (const { login, name, bot, title } of commits) {
    if (bot || isRevert(title)) continue;
    const key = (login ?? name).toLowerCase();
    if (!authors.has(key)) authors.set(key, authorOf(policy.settings(), { login, name }));
  }
  return [...authors.values()];
}
