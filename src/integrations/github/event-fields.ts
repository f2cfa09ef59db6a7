import { z } from 'zod';
import type { GitHubEvent } from '../../domain/github-event.ts';

/** What all webhooks of GitHub share. What is written by strangers is cut here, so that nothing of any length goes further. */

const longestName = 255;
const longestTitle = 300;
const longestUrl = 1_000;
/** GitHub's own limit for bodies. */
export const longestBody = 65_536;

export const cut = (most: number) => z.string().transform((text) => text.slice(0, most));
export const name = cut(longestName);
export const title = cut(longestTitle).transform((text) => text.split('\n', 1)[0] ?? '');
export const url = cut(longestUrl);
export const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? null);
export const moment = z.union([z.string(), z.number()]).transform((when, context) => {
  const date = new Date(typeof when === 'number' ? when * 1000 : when);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  context.addIssue({ code: 'custom', message: 'is not a time' });
  return z.NEVER;
});

const Account = z
  .object({ login: name, type: z.string().optional() })
  .transform(({ login, type }) => ({ login, bot: type === 'Bot' || login.endsWith('[bot]') }));
export const account = maybe(Account);

export const Base = z.object({
  action: cut(60).default(''),
  repository: z
    .object({ id: z.int(), full_name: name, private: z.boolean(), default_branch: name })
    .transform((repo) => ({ id: repo.id, name: repo.full_name, isPrivate: repo.private, defaultBranch: repo.default_branch })),
  sender: account,
});

export const FullName = maybe(z.object({ full_name: name })).transform((repo) => repo?.full_name ?? null);

/** What reads the payload of an event into what it says. */
export type Readers = Readonly<Record<string, z.ZodType<GitHubEvent>>>;
