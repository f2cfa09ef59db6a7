import { z } from 'zod';

/** Of issues, comments and repositories: the fields that are read. */

const Account = z.object({ login: z.string() }).nullable();

export const IssueAnswer = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullable().optional(),
  html_url: z.string(),
  /** `https://api.github.com/repos/acme/checkout`: where it is now. */
  repository_url: z.string(),
  state: z.string(),
  state_reason: z.string().nullable().optional(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().optional() })])),
  assignees: z
    .array(z.object({ login: z.string() }))
    .nullable()
    .optional(),
  user: Account,
  created_at: z.string(),
  updated_at: z.string(),
  closed_at: z.string().nullable(),
  /** GitHub lists pull requests as issues. */
  pull_request: z.unknown().optional(),
});
export type IssueAnswer = z.output<typeof IssueAnswer>;

export const IssuePage = z.array(IssueAnswer);
export const FoundIssues = z.object({ items: z.array(IssueAnswer) });

export const CommentAnswer = z.object({
  id: z.int(),
  body: z.string().optional(),
  html_url: z.string(),
  user: Account,
  created_at: z.string(),
});
export type CommentAnswer = z.output<typeof CommentAnswer>;
export const CommentPage = z.array(CommentAnswer);

export const RepositoryAnswer = z.object({
  full_name: z.string(),
  private: z.boolean(),
  archived: z.boolean(),
  has_issues: z.boolean(),
});

export const Folder = z.array(z.object({ name: z.string(), path: z.string(), type: z.string() }));
export const File = z.object({ content: z.string(), encoding: z.string() });
