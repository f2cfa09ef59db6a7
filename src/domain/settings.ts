import { z } from 'zod';
import { publicStates } from './incident/status-page.ts';
import { EnvironmentName, ServiceName } from './names.ts';
import { Timezone } from './timezone.ts';
import { WeeklyFreeze } from './weekly-freeze.ts';
import { WeeklyMoment } from './weekly-moment.ts';

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `2m`, `8h`: read as milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h|d)$/, 'is not a duration such as 60s, 2m or 8h')
  .transform((text) => {
    const unit = text.endsWith('ms') ? 'ms' : (text.at(-1) as 's' | 'm' | 'h' | 'd');
    return Number.parseInt(text, 10) * unitMs[unit];
  });

const SlackUserId = z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'is not a Slack user id such as U0ANA');
const SlackGroupId = z.string().regex(/^S[A-Z0-9]{2,}$/, 'is not a Slack user group id such as S0ONCALL');
const SlackChannelId = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'is not a Slack channel id such as C0DEPLOYS');
const RoleName = z.string().regex(/^[a-z][a-z0-9-]*$/, 'is not a role name');
const Repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'is not a repository such as acme/checkout');

export const PersonSettings = z.strictObject({
  name: z.string().min(1),
  /** One Person, however many accounts. */
  slack: z.union([SlackUserId.transform((id) => [id]), z.array(SlackUserId).min(1)]),
  github: z.string().optional(),
  email: z.email().optional(),
  roles: z.array(RoleName).default([]),
});
export type PersonSettings = z.infer<typeof PersonSettings>;

export const GroupSettings = z.union([
  z.strictObject({ slackGroup: SlackGroupId, roles: z.array(RoleName).min(1) }),
  z.strictObject({
    githubTeam: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'is not a team such as acme/release'),
    roles: z.array(RoleName).min(1),
  }),
]);
export type GroupSettings = z.infer<typeof GroupSettings>;

export const EnvironmentSettings = z
  .strictObject({
    cluster: z.strictObject({ context: z.string().min(1), namespace: z.string().min(1) }),
    protected: z.boolean().default(false),
    /** The environment a release must have been verified in before it may come here. */
    after: EnvironmentName.optional(),
    /** Absent: one in a protected environment. Zero there: the asker's own click is enough. */
    approvals: z.number().int().min(0).max(5).optional(),
    /** Approvals a rollback by hand needs: the safe direction asks nobody unless told to. */
    rollbackApprovals: z.number().int().min(0).max(5).default(0),
    /** How long a new release is watched after its rollout before it counts as verified, in milliseconds. */
    bake: Duration.default(60_000),
    autoRollback: z.boolean().default(true),
    freezes: z.array(WeeklyFreeze).default([]),
  })
  .transform((environment) => ({ ...environment, approvals: environment.approvals ?? (environment.protected ? 1 : 0) }));
export type EnvironmentSettings = z.infer<typeof EnvironmentSettings>;

export const TargetSettings = z.strictObject({
  driver: z.literal('kubernetes', { error: 'is not a driver: only kubernetes exists' }),
  deployment: z.string().min(1),
  container: z.string().min(1),
  strategy: z.strictObject({ canary: z.array(z.number().min(1).max(100)).min(1), bake: Duration.optional() }).optional(),
});
export type TargetSettings = z.infer<typeof TargetSettings>;

export const ServiceSettings = z.strictObject({
  repo: Repository.optional(),
  image: z.string().min(1),
  channel: SlackChannelId,
  defaultEnvironment: EnvironmentName.optional(),
  owners: z.array(z.string()).default([]),
  dependsOn: z.array(ServiceName).default([]),
  /** Pages worth having at hand when it breaks, by what they are called: `runbook: https://…`. */
  links: z.record(z.string().min(1).max(60), z.httpUrl()).default({}),
  targets: z.record(EnvironmentName, TargetSettings).default({}),
});
export type ServiceSettings = z.infer<typeof ServiceSettings>;

const BranchName = z.string().regex(/^(?!.*(\.\.|\/\/))[\w][\w./-]{0,100}$/, 'is not the name of a branch such as main');
const Folder = z.string().regex(/^([\w-][\w.-]*(\/[\w-][\w.-]*)*)?$/, 'is not a folder such as docs/status');

/** Only https, and no password in it. On the machine itself plain http is good enough: that is how it is tried out. */
const WebAddress = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isHere));
}, 'is not an address such as https://hooks.acme.dev/status');

const Audience = z.strictObject({
  /** The page that people outside read: `index.html` and `status.json` in a git repository that somebody else serves. */
  statusPage: z
    .strictObject({
      repo: Repository,
      branch: BranchName.default('main'),
      folder: Folder.default(''),
      title: z.string().min(1).max(100).default('Status'),
      /** Where it can be read. */
      url: WebAddress.optional(),
    })
    .optional(),
  /** Told of everything that is published, each delivery signed. */
  webhooks: z.array(WebAddress).max(10).default([]),
});

export const IncidentSettings = z.strictObject({
  /** Which severities get a channel of their own; the others live in a thread until somebody wants more room. */
  channelFor: z.array(z.number().int().min(1).max(5)).default([1, 2, 3]),
  /** Invited into every such channel. */
  onCall: SlackGroupId.optional(),
  /** So long after its end the channel is archived; absent: never. Until then it can be opened again. */
  archiveAfter: Duration.refine((ms) => ms >= 7 * 86_400_000, 'is shorter than 7d, in which an incident can be opened again').optional(),
  /** Where deploys wait while an incident is open on a service or on what it depends on: in protected environments, everywhere, or nowhere. */
  freeze: z.enum(['protected', 'everywhere', 'never']).default('protected'),
  /** Where drafts of reviews go, beside the place where people worked on the incident. */
  review: z
    .strictObject({
      repo: Repository,
      as: z.enum(['pullRequest', 'issue']).default('pullRequest'),
      branch: BranchName.default('main'),
      folder: Folder.default('reviews'),
    })
    .optional(),
  ...Audience.shape,
  /** Others than everyone who read a page of their own, or are told by webhooks of their own. */
  audiences: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'is not a name such as partners'), Audience).default({}),
  /** What services are called outside; each stands on the page, whether anything is the matter with it or not. */
  components: z.record(ServiceName, z.string().min(1).max(60)).default({}),
  /** Words for public updates, beside those for each state. `{components}` and `{began}` are filled in. */
  templates: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'is not a name such as delay'),
      z.strictObject({ text: z.string().min(1).max(1_500), state: z.enum(publicStates).optional() }),
    )
    .default({}),
});
export type IncidentSettings = z.infer<typeof IncidentSettings>;

const aDay = 86_400_000;

export const TicketSettings = z.strictObject({
  defaultRepo: Repository.optional(),
  /** Where the tickets of a channel go. */
  channels: z.record(SlackChannelId, Repository).default({}),
  /** Short names for repositories: `in web`. The names of services, and of repositories without their owner, are understood anyway. */
  aliases: z.record(z.string().regex(/^[a-z0-9][\w.-]*$/i, 'is not a short name'), Repository).default({}),
  /** Which replies in a ticket's thread become comments, by channel. Absent: those that start with `>>`. */
  mirror: z.record(SlackChannelId, z.enum(['marked', 'all', 'off'])).default({}),
  /** Once a week, what became of small things. */
  digest: z
    .strictObject({
      channels: z.array(SlackChannelId).min(1),
      at: WeeklyMoment.prefault('Mon 09:00'),
      timezone: Timezone.default('UTC'),
    })
    .optional(),
  /** Trivial tickets that nobody touched for so long are closed, after a warning. */
  ageOut: z
    .strictObject({ after: Duration.default(60 * aDay), warnAfter: Duration.default(53 * aDay) })
    .refine(({ after, warnAfter }) => warnAfter < after, { error: 'warns only after it has closed: warnAfter must be less than after' })
    .optional(),
  /** Whose turn it is, by repository: GitHub logins. */
  roundRobin: z.record(Repository, z.array(z.string().min(1)).min(1)).default({}),
  /** How many tickets may be raised in a minute. */
  perMinute: z
    .strictObject({ person: z.int().min(1).default(10), workspace: z.int().min(1).default(30) })
    .default({ person: 10, workspace: 30 }),
});
export type TicketSettings = z.infer<typeof TicketSettings>;

export const Settings = z.strictObject({
  channels: z.strictObject({
    deploys: SlackChannelId,
    incidents: SlackChannelId.optional(),
    builds: SlackChannelId.optional(),
    help: SlackChannelId.optional(),
    audit: SlackChannelId.optional(),
  }),
  people: z.array(PersonSettings).default([]),
  groups: z.array(GroupSettings).default([]),
  roles: z.record(RoleName, z.array(z.string().min(1)).min(1, 'grants nothing: leave the role out, or say what it may do')),
  environments: z.record(EnvironmentName, EnvironmentSettings),
  services: z.record(ServiceName, ServiceSettings),
  builds: z
    .array(
      z.strictObject({
        repo: Repository,
        workflow: z.string().min(1).optional(),
        /** Absent: the default branch and the release branches. A star stands for any text. */
        branch: z.string().min(1).optional(),
        channel: SlackChannelId,
        notify: z.enum(['failures', 'changes', 'all']).optional(),
        /** What is known to be flaky is run again by itself, once. */
        rerunFlakes: z.boolean().default(false),
        /** A newer green run within it makes a red one as if it had not been. Two minutes where nothing is said. */
        grace: Duration.refine((ms) => ms <= 3_600_000, 'is more than an hour').optional(),
      }),
    )
    .default([]),
  incidents: IncidentSettings.prefault({}),
  /** By the name of a command: the emoji that asks for it, or `none`. */
  reactions: z
    .record(
      z.string(),
      z.string().regex(/^:?[a-z0-9_+'-]+:?$/, 'is not the name of an emoji: write it as Slack shows it, such as pushpin, or none'),
    )
    .default({}),
  tickets: TicketSettings.optional(),
});
export type Settings = z.infer<typeof Settings>;
