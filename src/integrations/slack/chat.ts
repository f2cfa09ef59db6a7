import type { z } from 'zod';
import type { Chat, Delivery, Posting } from '../../ports.ts';
import { type ClientOptions, createClient } from './client.ts';
import { type Failure, failureOf, isRefused, outageOf } from './outcomes.ts';
import { createResponder } from './response-url.ts';
import { Messages, Posted, Self, Whispered } from './schema.ts';

/** How our messages are known: Slack keeps this beside the text. */
const eventType = 'shipmate';

/** Posts, edits and finds messages. Nothing is tried twice here: each outcome says what can be done next. */
export function createChat(options: ClientOptions): Chat {
  const { log } = options;
  const client = createClient(options);
  const sendResponse = createResponder(options);
  const complaints = new Map<string, string>();

  async function call<Schema extends z.ZodType>(method: string, args: object, schema: Schema): Promise<z.output<Schema> | Failure> {
    try {
      const answer = schema.parse(await client.apiCall(method, { ...args }));
      complaints.delete(method);
      return answer;
    } catch (problem) {
      const failure = failureOf(problem);
      complain(method, failure);
      return failure;
    }
  }

  /** Once, until it works again: nothing reaches people while Slack does not take the token. */
  function complain(method: string, failure: Failure): void {
    if (!isRefused(failure) || complaints.get(method) === failure.code) return;
    complaints.set(method, failure.code);
    log.error({ method, code: failure.code }, 'Slack refuses the bot’s token: messages wait until that is put right');
  }

  return {
    async post(posting) {
      const { channel, threadTs, broadcast } = posting;
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs, reply_broadcast: broadcast ?? false };
      const delivery = deliveryOf(await call('chat.postMessage', { channel, ...thread, ...contentOf(posting) }, Posted));
      // posts are counted by channel, everything else by method
      return delivery.outcome === 'wait' && delivery.code === 'ratelimited' ? { ...delivery, concerns: 'channel' } : delivery;
    },

    async edit(posting) {
      const { channel, ts } = posting;
      return deliveryOf(await call('chat.update', { channel, ts, ...contentOf(posting) }, Posted));
    },

    async whisper({ channel, to, threadTs, text, blocks }) {
      const answer = await call('chat.postEphemeral', { channel, user: to, thread_ts: threadTs, text, ...shown(blocks) }, Whispered);
      return 'outcome' in answer ? answer : { outcome: 'done', ts: answer.message_ts, channel };
    },

    async respond(responseUrl, message, replacing = false) {
      const delivery = await sendResponse(responseUrl, message, replacing);
      if (delivery.outcome !== 'done') log.warn({ code: delivery.code }, 'A response url did not take the answer');
      return delivery;
    },

    async find({ channel, threadTs, key, since }) {
      const self = found(await call('auth.test', {}, Self));
      const [method, thread] = threadTs === undefined ? ['conversations.history', {}] : ['conversations.replies', { ts: threadTs }];
      const oldest = (since.getTime() / 1_000).toFixed(6);
      for (let cursor: string | undefined; cursor !== ''; ) {
        const args = { channel, ...thread, oldest, cursor, inclusive: true, include_all_metadata: true, limit: 200 };
        const page = found(await call(method, args, Messages));
        const ours = page?.messages.find(
          ({ bot_id: botId, metadata }) =>
            self !== undefined && botId === self.bot_id && metadata?.event_type === eventType && metadata.event_payload.key === key,
        );
        if (ours !== undefined) return ours.ts;
        cursor = page?.response_metadata?.next_cursor ?? '';
      }
      return undefined;
    },
  };
}

/** Links are not unfolded: a commit title must not bring somebody else's page into the channel. */
const contentOf = ({ text, blocks, key, recordId, outcome }: Posting): object => ({
  text,
  ...shown(blocks),
  unfurl_links: false,
  unfurl_media: false,
  metadata: {
    event_type: eventType,
    event_payload: {
      key,
      record_id: recordId,
      ...(outcome && { id: recordId, decision: outcome.decision, reason_code: outcome.reason }),
    },
  },
});

const shown = (blocks: readonly object[]): object => (blocks.length > 0 ? { blocks } : {});

const deliveryOf = (answer: { ts: string; channel: string } | Failure): Delivery =>
  'outcome' in answer ? answer : { outcome: 'done', ts: answer.ts, channel: answer.channel };

/** A channel or thread that is not there holds nothing. @throws Outage when Slack cannot be asked */
function found<Answer extends object>(answer: Answer | Failure): Answer | undefined {
  if (!('outcome' in answer)) return answer;
  if (answer.outcome !== 'wait') return undefined;
  throw outageOf(answer, new Error(answer.code));
}
