import pg from 'pg';
import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import type { Clock, Committed, Log, Unit } from '../../ports.ts';
import { type Connection, patience } from './connection.ts';
import { touchedBy } from './group.ts';
import { asOutage, isLostToOthers } from './outages.ts';
import { Answer } from './schema.ts';
import { type WrittenUnit, wireOf, writtenUnit } from './wire.ts';

/** Small enough that, of many callers, half are answered while the database works for the others. */
const groupSize = 32;
const groupCharacters = 4_000_000;
const triesAgainstOthers = 3;
/** By the number of the unit: whatever is to be said besides that it was written. */
const Answers = z.tuple([z.object({ answers: z.record(z.string(), Answer) })]);

interface Waiting {
  unit: WrittenUnit;
  characters: number;
  /** See `touchedBy`. */
  touches: string[];
  settle(answer: Committed): void;
  fail(problem: unknown): void;
}

export interface Appender {
  commit(unit: Unit): Promise<Committed>;
  /** Lets what is waiting finish. */
  close(): Promise<void>;
}

/**
 * The one writer of this process. What callers bring while one group is being written makes up the next group: one statement, one
 * transaction, one flush to disk for all of them. After a lost connection nobody knows whether the last group was written;
 * its callers get an `Outage`, and asking again is safe, because dedupe keys and versions tell what has happened already.
 */
export function openAppender(options: {
  connection: Connection;
  statementTimeoutMs: number;
  maxWaiting: number;
  clock: Clock;
  log: Log;
}): Appender {
  let waiting: Waiting[] = [];
  let client: pg.Client | undefined;
  let writing: Promise<void> | undefined;
  let closed = false;

  return {
    commit: (unit) =>
      new Promise((settle, fail) => {
        if (closed) throw new Outage('database', new Error('the store is closed'));
        if (waiting.length >= options.maxWaiting) throw new Outage('database', new Error('too many are waiting to write'));
        const written = writtenUnit(unit);
        waiting.push({ unit: written, characters: charactersOf(written), touches: touchedBy(unit), settle, fail });
        writing ??= writeAll();
      }),
    async close() {
      closed = true;
      await writing;
      await client?.end().catch(() => undefined);
    },
  };

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      // whoever comes in the same turn of the event loop shares a group
      await new Promise(setImmediate);
      await writeGroup(nextGroup());
    }
    writing = undefined;
  }

  /** As many of the first as fit. What touches the same as one before it waits for the next group. */
  function nextGroup(): Waiting[] {
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    const touched = new Set<string>();
    let characters = 0;
    for (const one of waiting) {
      const fits = group.length < groupSize && characters <= groupCharacters && !one.touches.some((name) => touched.has(name));
      (fits ? group : left).push(one);
      if (fits) characters += one.characters;
      for (const name of one.touches) touched.add(name);
    }
    waiting = left;
    return group;
  }

  async function writeGroup(group: Waiting[]): Promise<void> {
    try {
      const [{ answers }] = Answers.parse(await askPatiently(group));
      for (const [index, caller] of group.entries()) caller.settle(answers[index + 1] ?? { ok: true });
    } catch (problem) {
      if (problem instanceof Outage) {
        options.log.warn(
          { units: group.length, waiting: waiting.length, cause: String(problem.cause) },
          'The store could not be written to',
        );
        for (const caller of [...group, ...waiting.splice(0)]) caller.fail(problem);
      } else if (group.length === 1) {
        group[0]?.fail(problem);
      } else {
        // one of them is at fault, and the others shall not suffer for it
        for (const caller of group) await writeGroup([caller]);
      }
    }
  }

  async function askPatiently(group: Waiting[]): Promise<unknown[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask(group);
      } catch (problem) {
        if (!isLostToOthers(problem) || tries >= triesAgainstOthers) throw asOutage(problem);
      }
    }
  }

  async function ask(group: Waiting[]): Promise<unknown[]> {
    const connected = client ?? (await connect());
    try {
      const { units, texts } = wireOf(group.map(({ unit }) => unit));
      const { rows } = await connected.query({
        name: 'commit',
        text: 'select shipmate.commit($1, $2, $3) as answers',
        values: [units, texts, options.clock.now()],
      });
      return rows;
    } catch (problem) {
      // what PostgreSQL itself says leaves the connection in order; after anything else it may still bring an old answer
      if (!(problem instanceof pg.DatabaseError)) discard(connected);
      throw problem;
    }
  }

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      ...options.connection,
      ...patience(options.statementTimeoutMs),
      keepAlive: true,
      application_name: 'shipmate',
    });
    fresh.on('error', (problem) => {
      options.log.warn({ problem: problem.message }, 'The writing connection to the database was lost');
      discard(fresh);
    });
    fresh.on('end', () => discard(fresh));
    try {
      await fresh.connect();
    } catch (problem) {
      discard(fresh);
      throw problem;
    }
    client = fresh;
    return fresh;
  }

  function discard(lost: pg.Client): void {
    if (client === lost) client = undefined;
    lost.end().catch(() => undefined);
  }
}

const charactersOf = ({ intent, reply, put, messages, events, lines }: WrittenUnit): number => {
  let characters = (intent?.length ?? 0) + (reply?.length ?? 0);
  for (const { data } of put) characters += data.length;
  for (const { message } of messages) characters += message.length;
  for (const { data } of events) characters += data.length;
  for (const line of lines) characters += line.length;
  return characters;
};
