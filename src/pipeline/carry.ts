import { z } from 'zod';
import { Outage } from '../domain/problems.ts';
import type { Chat, Clock, Delivery, Directory, Letter, Log, Message, Policy, Store, Unit } from '../ports.ts';
import type { Pace } from './pace.ts';

/** A record that says so itself, or belongs to one that does. */
const About = z.object({
  id: z.string(),
  private: z.boolean().optional(),
  incident: z.string().optional(),
  headlineIn: z.string().nullish(),
});
/** It is about a private repository, or names many, of which any may be private. */
const AboutCode = z.union([z.object({ isPrivate: z.literal(true) }), z.object({ repos: z.array(z.string()) })]);
const channelAgeMs = 60_000;

const soonMs = 2_000;
const dayMs = 86_400_000;
/** What troubles one message alone is tried less and less often, and in the end no more. */
const longestMs = 300_000;
const triesOfOne = 12;
/** A private answer is worth something for minutes. */
const triesOfWhisper = 5;
/** Where even the fallback takes nothing, somebody has to invite us again: looked at every ten minutes, for a day. */
const triesOfFallback = 144;
/** A thread that is gone is begun anew this often. */
const triesOfThread = 3;

export interface CarryWorld {
  store: Store;
  chat: Chat;
  clock: Clock;
  log: Log;
  policy: Policy;
  directory: Pick<Directory, 'channel'>;
}

/**
 * Carries one letter to Slack, and writes down what became of it. The attempt is written down before Slack is called: after a crash, or a
 * reply that was lost, the message is looked for by its key before it is posted again.
 * @param inOffice whether it is still for us to deliver
 */
export function createCarrier({ store, chat, clock, log, policy, directory }: CarryWorld, pace: Pace, inOffice: () => Promise<boolean>) {
  const now = () => clock.now().getTime();
  const inMs = (ms: number) => new Date(now() + ms);

  return async function carry(letter: Letter): Promise<void> {
    if (!(await store.attempt(letter.key, letter.shown))) return;
    if (letter.errand !== 'post' || !letter.attempting) return bring(letter);
    const ts = await lookFor(letter);
    if (ts === 'unknown') return;
    // the look took its time
    if (!(await inOffice())) return;
    if (ts === undefined) return bring(letter);
    await store.delivered(letter.key, { revision: letter.shown, ts, postedIn: channelOf(letter) });
    return bring({ ...letter, errand: 'edit', ts, postedIn: channelOf(letter) });
  };

  async function lookFor(letter: Letter): Promise<string | undefined> {
    try {
      const where = { channel: channelOf(letter), ...(letter.thread && { threadTs: letter.thread.ts }) };
      return await chat.find({ ...where, key: letter.key, since: inMs(-7 * dayMs) });
    } catch (problem) {
      if (!(problem instanceof Outage) || problem.system !== 'slack') throw problem;
      await store.undeliverable(letter.key, { at: inMs(problem.retryAfterMs ?? soonMs), attempting: true });
      return 'unknown';
    }
  }

  async function bring(letter: Letter): Promise<void> {
    const delivery = await send(letter, letter.message);
    if (delivery.outcome !== 'badShape') return settle(letter, delivery);
    log.error({ key: letter.key, code: delivery.code }, 'Slack refuses the shape of a message; its plain text is sent');
    return settle(letter, await send(letter, { ...letter.message, blocks: [] }));
  }

  async function send(letter: Letter, { text, blocks, outcome }: Message): Promise<Delivery> {
    const { key, recordId, thread, broadcast, privatelyTo, ts } = letter;
    const posting = {
      text,
      blocks,
      ...(outcome && { outcome }),
      channel: channelOf(letter),
      key,
      recordId,
      ...(thread && { threadTs: thread.ts }),
      ...(broadcast && { broadcast }),
    };
    if (privatelyTo !== null) return whisper(letter, { ...posting, to: privatelyTo });
    return ts === null ? chat.post(posting) : chat.edit({ ...posting, ts });
  }

  /** In the thread where they asked, or at the response url while it lasts; else in the channel, else in their own conversation with the bot. */
  async function whisper({ responseUrl, tries, message }: Letter, posting: Parameters<Chat['whisper']>[0]): Promise<Delivery> {
    const { threadTs, ...elsewhere } = posting;
    // what takes the place of something is brought where that stands
    if (threadTs !== undefined && !message.inPlace) {
      const there = await chat.whisper(posting);
      if (there.outcome !== 'gone' && there.outcome !== 'noChannel') return there;
    }
    if (responseUrl !== null && tries === 0) {
      const answered = await chat.respond(responseUrl, posting, message.inPlace);
      if (answered.outcome === 'done' || answered.outcome === 'badShape') return answered;
    }
    const whispered = await chat.whisper(elsewhere);
    return whispered.outcome === 'noChannel' ? chat.post({ ...elsewhere, channel: posting.to }) : whispered;
  }

  async function settle(letter: Letter, delivery: Delivery): Promise<void> {
    switch (delivery.outcome) {
      case 'done': {
        // a private answer stands nowhere: what is said next is said anew
        const stands = letter.errand === 'whisper' ? { ts: null, postedIn: null } : { ts: delivery.ts, postedIn: delivery.channel };
        return store.delivered(letter.key, { revision: letter.revision, ...stands });
      }
      case 'wait':
        return waitWith(letter, delivery);
      case 'badShape':
        return giveUp(letter, delivery.code);
      case 'gone':
        return bringAnew(letter, delivery.code);
      case 'noChannel':
        return bringElsewhere(letter, delivery.code);
    }
  }

  async function waitWith(letter: Letter, { code, concerns, ms, unsure }: Extract<Delivery, { outcome: 'wait' }>): Promise<void> {
    const { key, errand, place, tries } = letter;
    if (tries >= (errand === 'whisper' ? triesOfWhisper : concerns === 'message' ? triesOfOne : Number.POSITIVE_INFINITY))
      return giveUp(letter, code);
    const waitMs = concerns === 'message' ? Math.min(ms * 2 ** tries, longestMs) : ms;
    log.warn({ key, code, concerns, waitMs }, 'Slack asks to wait');
    if (concerns !== 'message') pace.rest({ channel: place, method: errand, everything: 'everything' }[concerns], waitMs);
    return store.undeliverable(key, { at: inMs(waitMs), attempting: unsure && errand === 'post' });
  }

  /** Somebody deleted it, or what its thread began with: that is posted once more, and later edits go there. */
  async function bringAnew(letter: Letter, code: string): Promise<void> {
    const { key, errand, ts, thread, threadKey, tries } = letter;
    if (errand === 'edit' && ts !== null) {
      log.info({ key, code }, 'A message was deleted; it is posted once more');
      return store.undeliverable(key, { at: inMs(0), attempting: false, forgetTs: ts });
    }
    if (errand === 'whisper' || thread === null || tries >= triesOfThread) return giveUp(letter, code);
    // somebody else's thread cannot be begun anew: what belongs there is said in its channel
    if (threadKey === null) return store.undeliverable(key, { at: inMs(0), attempting: false, channel: thread.channel });
    log.info({ key, code }, 'A thread was deleted; it is begun once more');
    await store.undeliverable(threadKey, { at: inMs(0), attempting: false, forgetTs: thread.ts });
    return store.undeliverable(key, { at: inMs(0), attempting: false });
  }

  /** To the channel for everything, where its thread follows it; what is said in the channel of an incident to the thread of its headline. */
  async function bringElsewhere(letter: Letter, code: string): Promise<void> {
    const { key, errand, ts, thread, threadKey, tries } = letter;
    const from = channelOf(letter);
    const fallback = policy.settings().channels.deploys;
    log.warn({ key, channel: from, code, fallback }, 'A channel takes nothing from us');
    const about = await incidentOf(letter);
    // what only some people may know of is told nowhere rather than elsewhere
    if (errand === 'whisper' || about === 'unknown' || about?.private) return giveUp(letter, code);
    if (about?.headlineIn && threadKey === null && about.headlineIn !== from) {
      // the card is shown there by the incident itself, which goes on there
      if (errand === 'edit') return giveUp(letter, code);
      return store.undeliverable(key, { at: inMs(0), attempting: false, channel: about.headlineIn, threadKey: about.id });
    }
    if (await staysInside(letter, fallback)) return giveUp(letter, code);
    if (from === fallback) {
      if (tries >= triesOfFallback) return giveUp(letter, code);
      return store.undeliverable(key, { at: inMs(Math.min(60_000 * (tries + 1), 600_000)), attempting: false });
    }
    await store.commit(movedTo(letter, from, fallback, code));
    const there = { at: inMs(0), attempting: false, channel: fallback };
    if (ts !== null) return store.undeliverable(key, { ...there, forgetTs: ts });
    if (threadKey === null || thread === null) return store.undeliverable(key, there);
    await store.undeliverable(threadKey, { ...there, forgetTs: thread.ts });
    return store.undeliverable(key, { at: inMs(0), attempting: false });
  }

  /** The record it tells of, or the incident that this belongs to; `unknown` when that cannot be read. */
  async function incidentOf({ recordId }: Letter): Promise<z.infer<typeof About> | 'unknown' | undefined> {
    const about = About.safeParse((await store.record(recordId))?.data).data;
    if (about?.incident === undefined) return about;
    return About.safeParse((await store.record(about.incident))?.data).data ?? 'unknown';
  }

  /** What is built in private is told in no channel that other companies share. @throws Outage when Slack cannot tell */
  async function staysInside({ recordId }: Letter, channel: string): Promise<boolean> {
    if (!AboutCode.safeParse((await store.record(recordId))?.data).success) return false;
    return (await directory.channel(channel, channelAgeMs))?.external ?? true;
  }

  function giveUp({ key }: Letter, code: string): Promise<void> {
    log.error({ key, code }, 'A message could not be delivered, and is given up until it is written anew');
    return store.undeliverable(key, { at: inMs(0), attempting: false, giveUp: true });
  }

  function movedTo({ recordId }: Letter, channel: string, instead: string, code: string): Unit {
    return {
      lines: [
        {
          at: clock.now().toISOString(),
          actor: { account: 'shipmate' },
          via: 'workflow',
          channel,
          verb: 'message',
          args: { code, instead },
          decision: 'changed',
          reason: 'channel_refused',
          subjects: [recordId],
          traceId: recordId,
        },
      ],
    };
  }
}

const channelOf = ({ postedIn, thread, channel }: Letter): string => postedIn ?? thread?.channel ?? channel;
