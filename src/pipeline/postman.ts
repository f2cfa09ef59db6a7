import type { Chat, Clock, Delivery, Log, MessageRow, Policy, Store, Unit } from '../ports.ts';

/** One postman delivers for all replicas, so that Slack's limits are kept by one: this is how long its office lasts unrenewed. */
const usualOfficeMs = 10_000;
/** One message a second and channel, and one edit a second and message (Slack, "Rate limits"). */
const paceMs = 1_000;
/** Slack forgets private answers after this long; so do we. */
const whisperAgeTries = 5;
const idleMs = 1_000;

/** Where a thing stands is worth more than how it got there. */
const rootsFirst = (a: MessageRow, b: MessageRow): number => Number(a.threadKey !== null) - Number(b.threadKey !== null);

export interface Postman {
  /** There may be something to deliver. */
  nudge(): void;
  start(): void;
  stop(): Promise<void>;
}

interface PostmanWorld {
  store: Store;
  chat: Chat;
  clock: Clock;
  log: Log;
  policy: Policy;
}

/**
 * Delivers what messages shall look like, until Slack shows it. What is wanted is a row; what was changed several times meanwhile is
 * delivered once, in its last form. An attempt is written down before Slack is called: after a crash, or a reply that was lost, the
 * message is looked for by its key before it is posted again.
 */
export function createPostman({ store, chat, clock, log, policy }: PostmanWorld, owner: string, officeMs = usualOfficeMs): Postman {
  const quietUntil = new Map<string, number>();
  let round: Promise<void> | undefined;
  let again = false;
  let stopped = true;
  let cancelTimer = () => {};

  function nudge(): void {
    if (stopped) return;
    if (round) {
      again = true;
      return;
    }
    cancelTimer();
    round = deliverAll()
      .catch((problem: unknown) => {
        log.warn({ err: problem }, 'The post could not be delivered; it is kept');
        return idleMs;
      })
      .then((waitMs) => {
        round = undefined;
        if (stopped) return;
        if (again) {
          again = false;
          return nudge();
        }
        cancelTimer = clock.after(waitMs, nudge);
      });
  }

  /** Returns how long to wait before the next round, in milliseconds. */
  async function deliverAll(): Promise<number> {
    if (!(await store.lead('postman', owner, officeMs))) return idleMs;
    const now = clock.now();
    const rows = (await store.undelivered(now, 50)).sort(rootsFirst);
    let waitMs = idleMs;
    let leadUntil = now.getTime() + officeMs / 2;
    for (const row of rows) {
      if (stopped) return idleMs;
      const at = clock.now().getTime();
      if (at > leadUntil) {
        if (!(await store.lead('postman', owner, officeMs))) return idleMs;
        leadUntil = at + officeMs / 2;
      }
      const quiet = Math.max(quietUntil.get(paceKey(row)) ?? 0, quietUntil.get('all') ?? 0) - at;
      if (quiet > 0) {
        waitMs = Math.min(waitMs, quiet);
        continue;
      }
      if (row.threadKey !== null && !(await threadOf(row))) continue;
      await deliver(row);
    }
    return rows.length === 50 ? 0 : waitMs;
  }

  /** Edits keep their own pace per message; posts share their channel's. Private answers are not paced by us. */
  const paceKey = (row: MessageRow): string =>
    row.privatelyTo !== null ? `to ${row.privatelyTo}` : row.ts === null ? `in ${row.channel}` : `of ${row.key}`;

  async function threadOf(row: MessageRow): Promise<{ ts: string; channel: string } | undefined> {
    const root = row.threadKey === null ? undefined : await store.message(row.threadKey);
    return root?.ts && root.postedIn ? { ts: root.ts, channel: root.postedIn } : undefined;
  }

  async function deliver(row: MessageRow): Promise<void> {
    if (!(await store.attempt(row.key, row.shown))) return;
    const thread = await threadOf(row);
    const channel = thread?.channel ?? row.postedIn ?? row.channel;
    const posting = {
      ...row.message,
      channel,
      key: row.key,
      recordId: row.recordId,
      ...(thread && { threadTs: thread.ts }),
      ...(row.broadcast && { broadcast: true }),
    };
    if (row.privatelyTo === null) quietUntil.set(paceKey(row), clock.now().getTime() + paceMs);
    if (row.privatelyTo !== null) return settle(row, await whisper(row, { ...posting, to: row.privatelyTo }), posting.channel);
    if (row.ts !== null) return settle(row, await chat.edit({ ...posting, ts: row.ts }), posting.channel);
    if (row.attempting) {
      const found = await chat.find({
        channel,
        key: row.key,
        since: new Date(clock.now().getTime() - 7 * 86_400_000),
        ...(thread && { threadTs: thread.ts }),
      });
      if (found !== undefined) return settle(row, await chat.edit({ ...posting, ts: found }), posting.channel);
    }
    return settle(row, await chat.post(posting), posting.channel);
  }

  async function whisper(row: MessageRow, posting: Parameters<Chat['whisper']>[0]): Promise<Delivery> {
    if (row.responseUrl !== null && row.tries === 0) {
      const answered = await chat.respond(row.responseUrl, row.message);
      if (answered.outcome === 'done' || answered.outcome === 'badShape') return answered;
    }
    return chat.whisper(posting);
  }

  async function settle(row: MessageRow, delivery: Delivery, channel: string): Promise<void> {
    const now = clock.now().getTime();
    const fields = { key: row.key, channel, code: 'code' in delivery ? delivery.code : undefined };
    switch (delivery.outcome) {
      case 'done':
        return store.delivered(row.key, { revision: row.revision, ts: delivery.ts, postedIn: delivery.channel });
      case 'wait': {
        log.warn({ ...fields, waitMs: delivery.ms }, 'Slack asks to wait');
        quietUntil.set(delivery.code === 'ratelimited' ? paceKey(row) : 'all', now + delivery.ms);
        const giveUp = row.privatelyTo !== null && row.tries >= whisperAgeTries;
        return store.undeliverable(row.key, { at: new Date(now + delivery.ms), attempting: delivery.unsure && row.ts === null, giveUp });
      }
      case 'badShape':
        log.error(fields, 'Slack refuses the shape of a message; its plain text is sent');
        return settlePlain(row, channel);
      case 'gone':
        log.info(fields, 'A message was deleted; it is posted once more');
        return store.undeliverable(row.key, {
          at: new Date(now),
          attempting: false,
          forgetTs: true,
          giveUp: row.tries > 0 || row.privatelyTo !== null,
        });
      case 'noChannel': {
        const fallback = policy.settings().channels.deploys;
        log.warn({ ...fields, fallback }, 'A channel takes nothing from us');
        if (row.privatelyTo !== null || channel === fallback)
          return store.undeliverable(row.key, { at: new Date(now + 60_000), attempting: false, giveUp: row.tries >= whisperAgeTries });
        await store.commit(movedTo(row, fallback, delivery.code));
        return store.undeliverable(row.key, { at: new Date(now), attempting: false, forgetTs: true, channel: fallback });
      }
    }
  }

  /** The last resort for a shape that Slack refuses: what the notification would say. */
  async function settlePlain(row: MessageRow, channel: string): Promise<void> {
    const thread = await threadOf(row);
    const posting = {
      text: row.message.text,
      blocks: [],
      channel,
      key: row.key,
      recordId: row.recordId,
      ...(thread && { threadTs: thread.ts }),
    };
    const sent =
      row.privatelyTo !== null
        ? await chat.whisper({ ...posting, to: row.privatelyTo })
        : row.ts !== null
          ? await chat.edit({ ...posting, ts: row.ts })
          : await chat.post(posting);
    if (sent.outcome === 'badShape') return store.undeliverable(row.key, { at: clock.now(), attempting: false, giveUp: true });
    return settle(row, sent, channel);
  }

  function movedTo(row: MessageRow, fallback: string, code: string): Unit {
    return {
      lines: [
        {
          at: clock.now().toISOString(),
          actor: { account: 'shipmate' },
          via: 'workflow',
          channel: row.channel,
          verb: 'message',
          args: { code, instead: fallback },
          decision: 'changed',
          reason: 'executor_error',
          subjects: [row.recordId],
          traceId: row.recordId,
        },
      ],
    };
  }

  return {
    nudge,
    start() {
      stopped = false;
      nudge();
    },
    async stop() {
      stopped = true;
      cancelTimer();
      await round;
    },
  };
}
