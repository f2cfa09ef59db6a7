import { z } from 'zod';

/** What Slack sends us: only the fields we read. */

const text = z.string();
/** Slack leaves out, or sends null for, what does not apply. */
const optional = text.nullish().transform((given) => given ?? undefined);
/** What is no address is as good as none. */
const address = z
  .string()
  .refine((given) => URL.canParse(given))
  .optional()
  .catch(undefined);

export const SlashCommand = z.object({
  team_id: text.min(1),
  enterprise_id: optional,
  user_id: text.min(1),
  channel_id: text.min(1),
  command: z.string().regex(/^\/\S+$/),
  text: z.string().default(''),
  trigger_id: z.string().default(''),
  response_url: address,
});
export type SlashCommand = z.infer<typeof SlashCommand>;

export const EventEnvelope = z.object({
  type: z.literal('event_callback'),
  event_id: text.min(1),
  team_id: text.min(1),
  event: z.looseObject({ type: text }),
  authorizations: z.array(z.object({ user_id: text.nullish(), is_bot: z.boolean().nullish() })).optional(),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

export const Mention = z.object({
  user: optional,
  /** Who wrote it, when that is a program without a user of its own. */
  bot_id: optional,
  /** The workspace of whoever wrote it; `team` is theirs too unless they are a guest of a shared channel. */
  user_team: optional,
  team: optional,
  channel: text.min(1),
  text,
  thread_ts: optional,
});
export type Mention = z.infer<typeof Mention>;

const Person = z.object({ id: text.min(1), team_id: optional });
/** A workspace, or the Enterprise Grid organisation that it is a part of. */
const Team = z.object({ id: text }).nullish();

const Action = z.object({
  action_id: text,
  action_ts: text,
  value: optional,
  /** A link: the browser has opened it, and there is nothing to do. */
  url: optional,
  selected_option: z.object({ value: text }).nullish(),
});

export const BlockActions = z.object({
  type: z.literal('block_actions'),
  user: Person,
  team: Team,
  enterprise: Team,
  channel: z.object({ id: text }).nullish(),
  container: z.object({ message_ts: optional, thread_ts: optional, is_ephemeral: z.boolean().default(false) }),
  message: z.object({ thread_ts: optional }).nullish(),
  view: z.object({ id: text, private_metadata: z.string().default('') }).nullish(),
  trigger_id: z.string().default(''),
  response_url: address,
  actions: z.tuple([Action], Action),
});
export type BlockActions = z.infer<typeof BlockActions>;

const chosen = z.object({ value: text }).nullish();
/** Each kind of input words its value in its own field; these are the kinds that views/inputs.ts makes. */
const Input = z.object({
  value: optional,
  selected_option: chosen,
  selected_options: z.array(z.object({ value: text })).nullish(),
  selected_user: optional,
});
export type Input = z.infer<typeof Input>;

export const ViewSubmission = z.object({
  type: z.literal('view_submission'),
  user: Person,
  team: Team,
  enterprise: Team,
  trigger_id: z.string().default(''),
  view: z.object({
    id: text,
    hash: z.string().default(''),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.record(text, z.record(text, Input)) }),
  }),
});
export type ViewSubmission = z.infer<typeof ViewSubmission>;

const shortcut = {
  callback_id: text.min(1),
  user: Person,
  team: Team,
  enterprise: Team,
  trigger_id: z.string().default(''),
  action_ts: text,
};

/** A shortcut from the menu of everything: it is about no message, and comes from no channel. */
export const GlobalShortcut = z.object({ type: z.literal('shortcut'), ...shortcut });
export type GlobalShortcut = z.infer<typeof GlobalShortcut>;

/** A shortcut from the menu of a message. */
export const MessageShortcut = z.object({
  type: z.literal('message_action'),
  ...shortcut,
  channel: z.object({ id: text.min(1) }),
  message_ts: text.min(1),
  message: z.object({ thread_ts: optional }).nullish(),
  response_url: address,
});
export type MessageShortcut = z.infer<typeof MessageShortcut>;

export const Shortcut = z.discriminatedUnion('type', [GlobalShortcut, MessageShortcut]);

/** An emoji was put on something, or taken from it. */
export const Reaction = z.object({
  type: z.enum(['reaction_added', 'reaction_removed']),
  user: text.min(1),
  reaction: text.min(1),
  item: z.looseObject({ type: text, channel: optional, ts: optional }),
});
export type Reaction = z.infer<typeof Reaction>;

const File = z.object({
  id: text,
  name: optional,
  title: optional,
  mimetype: optional,
  size: z.number().nullish(),
  url_private: optional,
});

/** A message, as events and the Web API word it. */
export const SpokenMessage = z.object({
  ts: text.min(1),
  subtype: optional,
  user: optional,
  bot_id: optional,
  user_team: optional,
  team: optional,
  thread_ts: optional,
  text: z.string().nullish(),
  files: z.array(File).nullish().catch(undefined),
});
export type SpokenMessage = z.infer<typeof SpokenMessage>;

/** What happened to a message: its `subtype` says what, and each says where the message is in its own way. */
export const MessageEvent = z.looseObject({
  type: z.literal('message'),
  subtype: optional,
  channel: text.min(1),
  message: SpokenMessage.optional(),
  previous_message: SpokenMessage.optional().catch(undefined),
  deleted_ts: optional,
});
export type MessageEvent = z.infer<typeof MessageEvent>;

/** Everything but slash commands, by its `type`; what has another type is none of our business. */
export const deliveries = new Map<unknown, z.ZodType>([
  ['event_callback', EventEnvelope],
  ['block_actions', BlockActions],
  ['view_submission', ViewSubmission],
  ['message_action', MessageShortcut],
  ['shortcut', GlobalShortcut],
]);

/** What the Web API answers. */
export const Posted = z.object({ ts: text, channel: text });
export const Whispered = z.object({ message_ts: text });
export const Self = z.object({ team_id: text, enterprise_id: optional, user_id: text, bot_id: text, url: optional });
export const Messages = z.object({
  messages: z.array(
    z.object({
      ts: text,
      bot_id: optional,
      metadata: z
        .object({ event_type: text, event_payload: z.object({ key: text }) })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});
export const Thread = z.object({
  messages: z.array(SpokenMessage),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});
export const Permalink = z.object({ permalink: text });
export const OneChannel = z.object({ channel: z.object({ id: text }) });
export const ChannelList = z.object({
  channels: z.array(z.object({ id: text, name: optional, creator: optional, is_archived: z.boolean().nullish() })),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});
export const Bookmarks = z.object({ bookmarks: z.array(z.object({ id: text, title: text, link: optional })) });
export const UploadPlace = z.object({ upload_url: z.url(), file_id: text });
/** With `force` everyone is invited who can be, and the others are told of beside. */
export const Invited = z.object({ errors: z.array(z.object({ error: text })).default([]) });
export const Anything = z.looseObject({});
const Shares = z.record(z.string(), z.array(z.object({ ts: text, thread_ts: optional }))).optional();
export const FileInfo = z.object({
  file: z.object({ permalink: text, shares: z.object({ public: Shares, private: Shares }).optional() }),
});
export const GroupUsers = z.object({ users: z.array(text) });

const yes = z.boolean().nullish();
export const SlackUser = z.object({
  user: z.object({
    id: text,
    team_id: optional,
    name: optional,
    deleted: yes,
    is_bot: yes,
    is_restricted: yes,
    is_ultra_restricted: yes,
    is_stranger: yes,
    tz: optional,
    profile: z.object({ display_name: optional, real_name: optional }).optional(),
  }),
});
export const SlackChannel = z.object({
  channel: z.object({
    id: text,
    name: optional,
    is_im: yes,
    is_mpim: yes,
    is_private: yes,
    is_archived: yes,
    is_member: yes,
    is_ext_shared: yes,
    is_pending_ext_shared: yes,
  }),
});

export const Members = z.object({
  members: z.array(text),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});

/** The ways in which events name what has changed. */
export const ChangedThing = z.object({
  user: z
    .union([text, z.object({ id: text }).transform(({ id }) => id)])
    .optional()
    .catch(undefined),
  channel: z
    .union([text, z.object({ id: text }).transform(({ id }) => id)])
    .optional()
    .catch(undefined),
  subteam_id: text.optional().catch(undefined),
  subteam: z.object({ id: text }).optional().catch(undefined),
});
