import { z } from 'zod';
import { Intent } from '../../domain/intent.ts';
import type { Clock, Ids } from '../../ports.ts';
import type {
  BlockActions,
  EventEnvelope,
  GlobalShortcut,
  Input,
  Mention,
  MessageShortcut,
  SlashCommand,
  ViewSubmission,
} from './schema.ts';
import { asTyped } from './speech.ts';

/** What a modal has to remember: the command line it completes, and where its answer belongs. It travels in `private_metadata`. */
const Errand = z.object({
  line: z.string(),
  channel: z.string(),
  threadTs: z.string().optional(),
  about: Intent.shape.about,
  responseUrl: z.url().optional(),
});

export interface IntentOptions {
  clock: Clock;
  ids: Pick<Ids, 'unique' | 'hash'>;
  /** The commands of the menu, without slash. */
  roots: readonly string[];
}

export type Intents = ReturnType<typeof createIntents>;

/** Whatever somebody does in Slack, as what they want. The same delivery, made twice, gets the same dedupe key. */
export function createIntents({ clock, ids, roots }: IntentOptions) {
  const fresh = () => ({ id: ids.unique(), traceId: ids.unique(), receivedAt: clock.now().toISOString() });
  const keyOf = (...parts: readonly string[]) => ids.hash(JSON.stringify(parts));

  /** Names of slash commands are one to a workspace: where `/deploy` is taken, `/acme-deploy` is the same command. */
  function rootOf(command: string): string {
    const name = command.slice(1);
    return roots.find((root) => name === root || name.endsWith(`-${root}`)) ?? name;
  }

  return {
    fromCommand(given: SlashCommand): Intent {
      const { team_id: teamId, user_id: userId, channel_id: channel, command, text, trigger_id: triggerId } = given;
      return {
        line: `${rootOf(command)} ${asTyped(text)}`.trim(),
        from: { teamId, userId, enterpriseId: given.enterprise_id },
        via: 'slash',
        channel,
        responseUrl: given.response_url,
        dedupeKey: keyOf(teamId, userId, channel, command, text, triggerId),
        ...fresh(),
      };
    },

    /** Only what begins with our name is spoken to us: elsewhere the name stays in the line, and the line is no command. */
    fromMention({ event_id: dedupeKey, team_id: home }: EventEnvelope, given: Mention, botUserId: string): Intent {
      return {
        ...fresh(),
        line: asTyped(withoutName(given.text.trim(), botUserId)),
        from: { teamId: given.user_team ?? given.team ?? home, userId: given.user ?? given.bot_id ?? '' },
        via: 'mention',
        channel: given.channel,
        threadTs: given.thread_ts,
        dedupeKey,
      };
    },

    /** Undefined: nothing is asked for (a link, or an input that says nothing until it is submitted). */
    fromPress(given: BlockActions): Intent | undefined {
      const [action] = given.actions;
      const line = action.value ?? action.selected_option?.value;
      if (line === undefined || line === '' || action.url !== undefined) return undefined;
      const { message_ts: ts = '', thread_ts: threadTs = given.message?.thread_ts } = given.container;
      const errand = given.view ? readErrand(given.view.private_metadata) : undefined;
      return {
        ...fresh(),
        line,
        from: actorOf(given),
        via: 'button',
        channel: given.channel?.id ?? errand?.channel ?? '',
        // a message with answers names itself as its thread, but stands in the channel
        threadTs: threadTs === ts ? undefined : (threadTs ?? errand?.threadTs),
        ...(errand?.about && { about: errand.about }),
        responseUrl: given.response_url ?? errand?.responseUrl,
        ...(given.container.is_ephemeral && { inPlace: true }),
        dedupeKey: keyOf(ts, given.view?.id ?? '', action.action_id, given.user.id, action.action_ts),
      };
    },

    /** Its callback is the command. `channel`: where the asker reads what is said to them alone, for a shortcut that comes from no channel. */
    fromShortcut(given: GlobalShortcut | MessageShortcut, channel: string): Intent {
      const { callback_id: line, user, action_ts: actionTs, trigger_id: triggerId } = given;
      const about = given.type === 'message_action' ? placeOf(given.channel.id, given.message_ts, given.message?.thread_ts) : undefined;
      return {
        ...fresh(),
        line,
        from: actorOf(given),
        via: 'shortcut',
        channel: about?.channel ?? channel,
        threadTs: about?.threadTs,
        ...(about && { about }),
        responseUrl: given.type === 'message_action' ? given.response_url : undefined,
        dedupeKey: keyOf(user.id, line, about?.ts ?? '', actionTs, triggerId),
      };
    },

    /** `lines`: the commands that the emoji may ask for. Who put it there and in which thread it stands, Slack does not tell with it. */
    fromReaction(
      { event_id: dedupeKey }: EventEnvelope,
      lines: readonly [string, ...string[]],
      place: { from: Intent['from']; channel: string; ts: string; threadTs: string | undefined },
    ): Intent {
      const [line, ...orElse] = lines;
      const { from, channel, ts, threadTs } = place;
      const about = placeOf(channel, ts, threadTs);
      return { ...fresh(), line, orElse, from, via: 'emoji', channel, threadTs: about.threadTs, about, dedupeKey };
    },

    /** What was filled in is part of the key: after an error the same view is submitted again. */
    fromSubmission(given: ViewSubmission): Intent {
      const { id, hash, private_metadata: metadata, state } = given.view;
      const fields = fieldsOf(state.values);
      const dedupeKey = keyOf(id, hash, JSON.stringify(fields));
      return { ...fresh(), ...readErrand(metadata), fields, from: actorOf(given), via: 'modal', dedupeKey };
    },
  };
}

export const writeErrand = ({ channel, threadTs, about, responseUrl }: Intent, line: string): string =>
  JSON.stringify({ line, channel, threadTs, about, responseUrl } satisfies z.infer<typeof Errand>);

/** A bare command line is an errand that does not say where it began. */
function readErrand(metadata: string): z.infer<typeof Errand> {
  try {
    return Errand.parse(JSON.parse(metadata));
  } catch {
    return { line: metadata, channel: '' };
  }
}

const actorOf = ({ user, team, enterprise }: Pick<BlockActions, 'user' | 'team' | 'enterprise'>): Intent['from'] => ({
  teamId: user.team_id ?? team?.id ?? '',
  userId: user.id,
  enterpriseId: enterprise?.id,
});

function withoutName(text: string, botUserId: string): string {
  const [name = '', id] = /^<@([A-Z0-9]+)(?:\|[^>]*)?>[\s:,]*/.exec(text) ?? [];
  return id === botUserId ? text.slice(name.length) : text;
}

/** A message with answers names itself as its thread, but stands in the channel. */
const placeOf = (channel: string, ts: string, threadTs: string | undefined): NonNullable<Intent['about']> => ({
  channel,
  ts,
  ...(threadTs !== undefined && threadTs !== ts && { threadTs }),
});

/** By the name of the input's block; what was left empty is left out. */
function fieldsOf(values: ViewSubmission['view']['state']['values']): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, inputs] of Object.entries(values)) {
    for (const input of Object.values(inputs)) {
      const value = entered(input);
      if (value !== undefined && value !== '') fields[name] = value;
    }
  }
  return fields;
}

/** As it would have been typed. */
function entered({ value, selected_option: one, selected_options: several, selected_user: person }: Input): string | undefined {
  return value ?? one?.value ?? several?.map((option) => option.value).join(',') ?? (person === undefined ? undefined : `<@${person}>`);
}
