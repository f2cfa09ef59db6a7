import { z } from 'zod';

const Pointer = z.object({ type: z.string(), sha: z.string() });

/** A ref, or the object of an annotated tag: either points at a commit, or at a tag object that points further. */
export const Pointing = z.object({ object: Pointer });

export const Commit = z.object({
  sha: z.string(),
  commit: z.object({ message: z.string(), author: z.object({ name: z.string().optional() }).nullable() }),
  /** Null, or empty, when the e-mail address belongs to no account. */
  author: z.object({ login: z.string().optional() }).nullable(),
});
export type Commit = z.output<typeof Commit>;

export const CheckRun = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  app: z.object({ id: z.number() }).nullable(),
});
export type CheckRun = z.output<typeof CheckRun>;
export const CheckRunPage = z.object({ total_count: z.number(), check_runs: z.array(CheckRun) });

export const Status = z.object({ context: z.string(), state: z.string() });
export type Status = z.output<typeof Status>;
export const StatusPage = z.object({ total_count: z.number(), statuses: z.array(Status) });

export const Comparison = z.object({ total_commits: z.number(), html_url: z.string(), commits: z.array(Commit) });

export const Repository = z.object({ full_name: z.string() });

export const Members = z.array(z.object({ login: z.string() }));

/** Where the GitHub App is installed: what it may do there, by GitHub's names (`actions: write`), and what it is told of. */
export const Installation = z
  .object({
    id: z.number(),
    permissions: z.record(z.string(), z.string().optional()),
    events: z.array(z.string()),
    suspended_at: z.string().nullable(),
  })
  .transform(({ suspended_at, ...rest }) => ({ ...rest, suspended: suspended_at !== null }));
export type Installation = z.output<typeof Installation>;

/** Where webhooks go; null where none are set up. */
export const AppHook = z.object({ url: z.string().optional() }).transform(({ url }) => url || null);

export const HookDeliveries = z.array(
  z
    .object({
      id: z.number().transform(String),
      guid: z.string(),
      delivered_at: z.string(),
      event: z.string(),
      status: z.string(),
      status_code: z.int(),
    })
    .transform(({ delivered_at: at, status: said, status_code: status, ...rest }) => ({ ...rest, at, said, status })),
);
