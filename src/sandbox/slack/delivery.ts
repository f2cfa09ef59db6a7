import { randomUUID } from 'node:crypto';
import { bot, team } from '../world.ts';
import type { createOutgoing, Incoming, Outgoing, Sent } from './outgoing.ts';
import { sign } from './signing.ts';
import type { createSockets, SocketPayloadType } from './sockets.ts';

export type DeliveryKind = 'command' | 'interaction' | 'event';
export type Payload = Record<string, unknown>;

/** One thing Slack told the app, and how. */
export interface Envelope {
  id: string;
  kind: DeliveryKind;
  payload: Payload;
  /** The request exactly as it was sent, signature included; absent when it went over a socket. */
  sent?: Outgoing;
  attempts: number;
}

export type Answer =
  | { kind: 'answered'; body: unknown }
  | { kind: 'refused'; status: number; noRetry: boolean }
  | { kind: 'timeout' }
  | { kind: 'unreachable' };

export interface RawDelivery {
  kind: DeliveryKind;
  /** An object is encoded as its kind asks; a string is sent as it is. */
  body: Payload | string;
  timestamp?: string;
  /** An array sends the header more than once; `null` leaves it out. */
  signature?: string | string[] | null;
  contentType?: string;
  headers?: Record<string, string | string[]>;
  to?: string;
}

export interface DeliveryOptions {
  signingSecret: string;
  /** The time in the signature's timestamp. */
  signedAt: () => Date;
  ackMs: number;
  /** How long to wait before each repetition of an event that was not acknowledged. */
  eventRetryMs: readonly number[];
  outgoing: ReturnType<typeof createOutgoing>;
  sockets: ReturnType<typeof createSockets>;
}

const contentTypes: Record<DeliveryKind, string> = {
  command: 'application/x-www-form-urlencoded',
  interaction: 'application/x-www-form-urlencoded',
  event: 'application/json',
};
const socketTypes: Record<DeliveryKind, SocketPayloadType> = { command: 'slash_commands', interaction: 'interactive', event: 'events_api' };

/** Tells the app what people did: over its sockets when any is open, else as a signed request to its URL. */
export function createDelivery({ signingSecret, signedAt, ackMs, eventRetryMs, outgoing, sockets }: DeliveryOptions) {
  const envelopes: Envelope[] = [];
  const retries = new Set<NodeJS.Timeout>();
  let requestUrl: string | undefined;

  function signed(raw: RawDelivery): Outgoing {
    const body = typeof raw.body === 'string' ? raw.body : encode(raw.kind, raw.body);
    const timestamp = raw.timestamp ?? String(Math.floor(signedAt().getTime() / 1000));
    const signature = raw.signature === undefined ? sign(signingSecret, timestamp, body) : raw.signature;
    return {
      url: raw.to ?? requestUrl ?? '',
      body,
      headers: {
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'content-type': raw.contentType ?? contentTypes[raw.kind],
        'x-slack-request-timestamp': timestamp,
        ...(signature === null ? {} : { 'x-slack-signature': signature }),
        ...raw.headers,
      },
    };
  }

  async function attempt(envelope: Envelope, retryNum: number, retryReason: string): Promise<Answer> {
    envelope.attempts += 1;
    const overSocket = sockets.open() > 0 || (requestUrl === undefined && sockets.expected());
    if (overSocket) {
      const { id, kind, payload } = envelope;
      const acked = await sockets.deliver({ envelopeId: id, type: socketTypes[kind], payload, retryAttempt: retryNum, retryReason }, ackMs);
      return acked === undefined ? { kind: 'timeout' } : { kind: 'answered', body: emptyIsNothing(acked.payload) };
    }
    if (requestUrl === undefined) return { kind: 'unreachable' };
    const headers: Record<string, string> =
      retryNum > 0 && envelope.kind === 'event' ? { 'x-slack-retry-num': String(retryNum), 'x-slack-retry-reason': retryReason } : {};
    envelope.sent = signed({ kind: envelope.kind, body: envelope.payload, headers });
    return read(await outgoing.post(envelope.sent, ackMs));
  }

  function retryEvent(envelope: Envelope, failure: Answer, tries: number): void {
    const waitMs = eventRetryMs[tries];
    if (waitMs === undefined || (failure.kind === 'refused' && failure.noRetry)) return;
    const timer = setTimeout(async () => {
      const answer = await attempt(envelope, tries + 1, retryReasons[failure.kind]);
      // only now is this rung done: whoever asks whether events are pending must see it until here
      retries.delete(timer);
      if (answer.kind !== 'answered') retryEvent(envelope, answer, tries + 1);
    }, waitMs);
    retries.add(timer);
  }

  function wrap(kind: DeliveryKind, payload: Payload): Envelope {
    const envelope: Envelope = { id: randomUUID(), kind, payload, attempts: 0 };
    envelopes.push(envelope);
    return envelope;
  }

  return {
    envelopes,
    to(url: string | undefined): void {
      requestUrl = url;
    },

    async deliver(kind: 'command' | 'interaction', payload: Payload): Promise<Answer> {
      return attempt(wrap(kind, payload), 0, '');
    },

    /** Resolves after the first attempt; what failed is tried again in the background. */
    async event(event: Payload, envelope: Payload = {}): Promise<Answer> {
      const wrapped = wrap('event', {
        token: bot.appId,
        team_id: team.id,
        context_team_id: team.id,
        context_enterprise_id: team.enterpriseId,
        api_app_id: bot.appId,
        event,
        type: 'event_callback',
        event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 12).toUpperCase()}`,
        event_time: Math.floor(signedAt().getTime() / 1000),
        authorizations: [
          { enterprise_id: team.enterpriseId, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
        ],
        is_ext_shared_channel: false,
        event_context: `4-${randomUUID()}`,
        ...envelope,
      });
      const answer = await attempt(wrapped, 0, '');
      if (answer.kind !== 'answered') retryEvent(wrapped, answer, 0);
      return answer;
    },

    /** The same payload once more, as Slack repeats itself after a slow answer: signed anew, or under the same socket envelope. */
    redeliver(envelope: Envelope): Promise<Answer> {
      return attempt(envelope, envelope.attempts, 'http_timeout');
    },

    /** The very same bytes and signature once more, as someone who recorded the request would send them. */
    async replay(envelope: Envelope): Promise<Incoming> {
      if (envelope.sent === undefined) throw new Error('This was not delivered over HTTP.');
      return answerOf(await outgoing.post(envelope.sent, ackMs));
    },

    async raw(delivery: RawDelivery): Promise<Incoming> {
      return answerOf(await outgoing.post(signed(delivery), ackMs));
    },

    close(): void {
      for (const timer of retries) clearTimeout(timer);
    },
  };
}

const retryReasons: Record<Answer['kind'], string> = {
  answered: '',
  refused: 'http_error',
  timeout: 'http_timeout',
  unreachable: 'connection_failed',
};

function encode(kind: DeliveryKind, payload: Payload): string {
  switch (kind) {
    case 'event':
      return JSON.stringify(payload);
    case 'interaction':
      return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    case 'command':
      return new URLSearchParams(Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]))).toString();
  }
}

function read(sent: Sent): Answer {
  if (sent.kind !== 'answered') return sent;
  const { status, headers, body } = sent.answer;
  if (status !== 200)
    return status < 300 ? { kind: 'answered', body: undefined } : { kind: 'refused', status, noRetry: headers['x-slack-no-retry'] === '1' };
  if (body === '') return { kind: 'answered', body: undefined };
  try {
    return { kind: 'answered', body: emptyIsNothing(JSON.parse(body)) };
  } catch {
    return { kind: 'answered', body };
  }
}

function emptyIsNothing(body: unknown): unknown {
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0 ? undefined : body;
}

function answerOf(sent: Sent): Incoming {
  if (sent.kind === 'answered') return sent.answer;
  throw new Error(sent.kind === 'timeout' ? 'The app did not answer in time.' : 'The app could not be reached.');
}
