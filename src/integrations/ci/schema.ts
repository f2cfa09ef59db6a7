import { z } from 'zod';

const conclusions = { success: 'success', failure: 'failure', timed_out: 'timed_out', cancelled: 'cancelled', running: null } as const;

const text = (most: number) =>
  z
    .string()
    .min(1)
    .transform((given) => given.slice(0, most));
const address = z.url({ protocol: /^https?$/ }).max(1_000);
/** The end of a log is where the failure is. */
const log = z.string().transform((given) => given.slice(-200_000));

/** `POST /ci/webhooks`: what docs/webhooks.md tells the owners of another CI system to send. */
export const CiBuild = z.object({
  /** Unique among the builds of that system. */
  id: text(200),
  attempt: z.int().min(1).max(10_000).default(1),
  /** Its name, such as `jenkins`. */
  system: z.string().regex(/^(?!github$)[a-z][a-z0-9-]{0,39}$/, 'is not a name such as jenkins'),
  repo: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'is not a repository such as acme/checkout'),
  isPrivate: z.boolean().default(true),
  defaultBranch: text(255).default('main'),
  workflow: text(255),
  number: z.int().min(0).default(0),
  branch: text(255),
  sha: z.string().regex(/^[0-9a-f]{7,64}$/, 'is not a commit id'),
  title: text(300).default(''),
  /** A GitHub login. */
  author: text(100).optional(),
  pullRequest: z.int().min(1).optional(),
  status: z.enum(['success', 'failure', 'timed_out', 'cancelled', 'running']).transform((status) => conclusions[status]),
  url: address,
  startedAt: z.iso.datetime({ offset: true }),
  finishedAt: z.iso.datetime({ offset: true }).optional(),
  jobs: z
    .array(z.object({ job: text(255), step: text(255).optional(), log: log.default(''), url: address.optional() }))
    .max(50)
    .default([]),
});
export type CiBuild = z.output<typeof CiBuild>;
