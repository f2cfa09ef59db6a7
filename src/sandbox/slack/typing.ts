import { bot } from '../world.ts';
import type { createDelivery } from './delivery.ts';
import { CannotDo, SlackError } from './errors.ts';
import { escapeTyped } from './escaping.ts';
import type { OfferedShortcut } from './gestures.ts';
import { hears, tellOfMessage } from './message-events.ts';
import { teamOf } from './payloads.ts';
import { type Replies, type Reply, replyOf } from './replies.ts';
import { respond } from './responses.ts';
import type { createResponseUrls, createTriggers } from './tickets.ts';
import type { OpenView } from './views.ts';
import { type Channel, slackbot, type User, type Workspace } from './workspace.ts';

export interface TypedText {
  as: string;
  channel: string;
  text: string;
  threadTs?: string;
}

export interface Typed {
  kind: 'command' | 'mention' | 'message';
  /** The message that now stands in the channel; a slash command leaves none. */
  ts?: string;
  reply?: Reply;
  view?: OpenView;
}

export interface Patience {
  /** How long Slack waits for an acknowledgement. */
  ackMs: number;
  /** How long a person looks for an answer that does not come with the acknowledgement. */
  replyMs: number;
  /** The same for a mention, which is always acknowledged before it is answered. */
  mentionMs: number;
}

/** What people and what happens to them have to do with: everything between the workspace and the app. */
export interface Desk {
  workspace: Workspace;
  delivery: ReturnType<typeof createDelivery>;
  triggers: ReturnType<typeof createTriggers>;
  responseUrls: ReturnType<typeof createResponseUrls>;
  replies: Replies;
  patience: Patience;
  verificationToken: string;
  /** The slash commands of the app. */
  commands: readonly string[];
  /** The shortcuts of the app. */
  shortcuts: readonly OfferedShortcut[];
  /** The events the app is subscribed to. */
  events: ReadonlySet<string>;
}

/** Carries out what a person types into the composer, as Slack would: a slash command, a mention, or just a message. */
export async function typeInto(desk: Desk, { as, channel: where, text: typed, threadTs }: TypedText): Promise<Typed> {
  const { workspace } = desk;
  const user = workspace.person(as);
  const channel = workspace.channelFor(where, user);
  const text = typed.trim();
  if (text === '') throw new CannotDo('Nothing was typed.');
  if (channel.archived) throw new CannotDo(`#${channel.name} is archived: nobody can write there.`);
  if (threadTs !== undefined && workspace.find(channel.id, threadTs) === undefined)
    throw new CannotDo('That thread is not in this channel.');
  // whoever writes in a channel has joined it
  channel.members.add(user.id);
  if (text.startsWith('/')) return command(desk, user, channel, text, threadTs);
  return say(desk, user, channel, text, threadTs);
}

async function command(desk: Desk, user: User, channel: Channel, typed: string, threadTs: string | undefined): Promise<Typed> {
  const { workspace, delivery, patience } = desk;
  const [, name = '', rest = ''] = /^(\/\S*)\s*([\s\S]*)$/.exec(typed) ?? [];
  const tell = (text: string): Typed => ({ kind: 'command', reply: slackbotTells(workspace, user, channel, text, threadTs) });
  if (!desk.commands.includes(name.toLowerCase()))
    return tell(
      `\`${name}\` is not a valid command. In Slack, all messages that start with the “/” character are interpreted as commands.`,
    );
  if (threadTs !== undefined) return tell(`${name} is not supported in threads. Sorry! Mention @${bot.name} here instead.`);
  const responseUrl = desk.responseUrls.issue({ channel: channel.id, userId: user.id });
  const watch = desk.replies.expect({ userId: user.id, channel: channel.id, responseUrl });
  const answer = await delivery.deliver('command', {
    token: desk.verificationToken,
    team_id: user.teamId,
    team_domain: teamOf(user.teamId).domain,
    enterprise_id: teamOf(user.teamId).enterpriseId,
    enterprise_name: teamOf(user.teamId).name,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command: name.toLowerCase(),
    text: escapeTyped(rest, workspace, true),
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: desk.triggers.issue({ userId: user.id }),
  });
  if (answer.kind === 'timeout') return tell(`${name} failed with the error “operation_timeout”`);
  if (answer.kind !== 'answered') return tell(`${name} failed with the error “dispatch_failed”`);
  if (answer.body === undefined) return { kind: 'command', ...(await watch.first(patience.replyMs)) };
  try {
    const message = respond(workspace, { channel: channel.id, userId: user.id }, answer.body);
    const { view } = await watch.first(0);
    return { kind: 'command', view, reply: message && replyOf(message) };
  } catch (problem) {
    if (problem instanceof SlackError) return tell(`${name} failed with the error “${problem.code}”`);
    throw problem;
  }
}

async function say(desk: Desk, user: User, channel: Channel, typed: string, threadTs: string | undefined): Promise<Typed> {
  const { workspace } = desk;
  const text = escapeTyped(typed, workspace, false);
  const blocks = asRichText(typed);
  const message = workspace.post({ channel: channel.id, user: user.id, botId: user.botId, text, blocks, threadTs });
  const direct = channel.directWith !== undefined;
  const mentions = !direct && text.includes(`<@${bot.userId}>`);
  if (mentions && !channel.members.has(bot.userId)) {
    const reply = slackbotTells(workspace, user, channel, `You mentioned @${bot.name}, but they’re not in this channel.`, threadTs);
    return { kind: 'message', ts: message.ts, reply };
  }
  const watch = desk.replies.expect({ userId: user.id, channel: channel.id, threadTs: threadTs ?? message.ts, direct });
  await tellOfMessage(desk, channel, message);
  const answered = mentions || (direct && hears(desk, channel));
  const { reply, view } = await watch.first(answered ? desk.patience.mentionMs : 0);
  return { kind: mentions ? 'mention' : 'message', ts: message.ts, reply, view };
}

/** What is typed into the composer has a block of its own, in which nothing is escaped. */
export const asRichText = (typed: string) => [
  { type: 'rich_text', block_id: 'typed', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }] },
];

function slackbotTells(workspace: Workspace, user: User, channel: Channel, text: string, threadTs: string | undefined): Reply {
  const { ts } = workspace.post({ channel: channel.id, user: slackbot, botId: 'BSLACKBOT', text, threadTs, ephemeralTo: user.id });
  return { text, ephemeral: true, ts, channel: channel.id };
}
