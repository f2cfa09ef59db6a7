import { z } from 'zod';
import { WorkflowRun } from './build-events.ts';

const Login = z.object({ login: z.string(), type: z.string().optional() });
const moment = z
  .string()
  .nullish()
  .transform((when) => (when ? new Date(when).toISOString() : null));

export const BuildRepository = z.object({
  id: z.int(),
  full_name: z.string(),
  private: z.boolean(),
  archived: z.boolean().default(false),
  default_branch: z.string(),
});

export const Branch = z.object({ name: z.string() });

/** `active`, `deleted`, `disabled_manually`, `disabled_inactivity`, … */
export const Workflow = z.object({ state: z.string() });

export const RunPage = z.object({ workflow_runs: z.array(WorkflowRun) });

export const JobPage = z.object({
  jobs: z.array(
    z.object({
      id: z.int(),
      run_id: z.int(),
      run_attempt: z.int().default(1),
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      html_url: z.string().nullable(),
      started_at: moment,
      completed_at: moment,
      runner_name: z.string().nullish(),
      steps: z
        .array(
          z.object({
            number: z.int(),
            name: z.string(),
            status: z.string(),
            conclusion: z.string().nullable(),
            started_at: moment,
            completed_at: moment,
          }),
        )
        .default([]),
    }),
  ),
});

export const Annotations = z.array(
  z.object({
    path: z.string(),
    start_line: z.int(),
    annotation_level: z.string().nullable(),
    title: z.string().nullable(),
    message: z.string().nullable(),
  }),
);

/** Null, or empty, when the e-mail address belongs to no account. */
const CommitAuthor = z.object({ login: z.string().optional(), type: z.string().optional() }).nullable();
export const AuthoredCommit = z.object({
  sha: z.string(),
  commit: z.object({ message: z.string(), author: z.object({ name: z.string().optional() }).nullable() }),
  author: CommitAuthor,
});
export const AuthoredComparison = z.object({ commits: z.array(AuthoredCommit) });

const Pull = z.object({
  number: z.int(),
  title: z.string(),
  html_url: z.string(),
  state: z.string(),
  user: Login.nullable(),
  merged_at: z.string().nullable(),
  head: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
  base: z.object({ ref: z.string() }),
});
export const Pulls = z.array(Pull);
export const PullToRevert = Pull.extend({ node_id: z.string() });
export type Pull = z.output<typeof Pull>;

export const Content = z.object({ type: z.string(), encoding: z.string().optional(), content: z.string().optional() });

/** What GraphQL answers: with 200 even when it says no. */
export const Reverted = z.object({
  data: z
    .object({ revertPullRequest: z.object({ revertPullRequest: z.object({ number: z.int(), url: z.string() }).nullable() }).nullish() })
    .nullish(),
  errors: z.array(z.object({ message: z.string(), type: z.string().optional() })).optional(),
});
