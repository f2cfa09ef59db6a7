import pg from 'pg';
import { z } from 'zod';
import type { Query } from './connection.ts';
import { Seq } from './schema.ts';

interface Caller {
  settle(number: string): void;
  fail(problem: unknown): void;
}

const Numbers = z.object({ numbers: z.array(Seq) });
const undefinedTable = '42P01';
const madeMeanwhile = ['23505', '42P07'];

const saidBy = (problem: unknown, codes: string[]): boolean => problem instanceof pg.DatabaseError && codes.includes(problem.code ?? '');

/** When so many ask at once, more will follow: numbers for them are drawn in advance. */
const crowd = 8;
const inAdvance = 7;

/**
 * The next number of a series: `D-482`. Those who ask while a question is under way share the next one. Sequences of PostgreSQL survive its
 * crash without giving a number twice, and reach the disk only every 32 numbers.
 */
export function seriesIn(query: Query): (prefix: string) => Promise<string> {
  const waiting = new Map<string, Caller[]>();
  const drawn = new Map<string, number[]>();

  return (prefix) => {
    if (!/^[A-Z]{1,16}$/.test(prefix)) return Promise.reject(new Error(`'${prefix}' cannot name a series`));
    const number = drawn.get(prefix)?.shift();
    if (number !== undefined) return Promise.resolve(`${prefix}-${number}`);
    return new Promise((settle, fail) => {
      const others = waiting.get(prefix);
      others?.push({ settle, fail });
      if (others !== undefined) return;
      waiting.set(prefix, [{ settle, fail }]);
      void serveAll(prefix);
    });
  };

  async function serveAll(prefix: string): Promise<void> {
    // whoever asks in the same turn of the event loop shares the first question
    await new Promise(setImmediate);
    for (let callers = waiting.get(prefix) ?? []; callers.length > 0; callers = waiting.get(prefix) ?? []) {
      waiting.set(prefix, []);
      await serve(prefix, callers);
    }
    waiting.delete(prefix);
  }

  async function serve(prefix: string, callers: Caller[]): Promise<void> {
    try {
      const numbers = drawn.get(prefix) ?? [];
      drawn.delete(prefix);
      const missing = callers.length - numbers.length;
      if (missing > 0)
        numbers.push(...(await take(`shipmate.series_${prefix.toLowerCase()}`, missing < crowd ? missing : missing * (1 + inAdvance))));
      for (const caller of callers) {
        const number = numbers.shift();
        if (number === undefined) caller.fail(new Error('The database gave fewer numbers than it was asked for'));
        else caller.settle(`${prefix}-${number}`);
      }
      drawn.set(prefix, numbers);
    } catch (problem) {
      for (const caller of callers) caller.fail(problem);
    }
  }

  async function take(sequence: string, count: number): Promise<number[]> {
    const next = async () => {
      const [row] = await query(Numbers, 'select array_agg(nextval($1::regclass)) as numbers from generate_series(1, $2)', [
        sequence,
        count,
      ]);
      return row?.numbers ?? [];
    };
    try {
      return await next();
    } catch (problem) {
      if (!saidBy(problem, [undefinedTable])) throw problem;
    }
    try {
      await query(z.object({}), `create sequence if not exists ${sequence}`);
    } catch (problem) {
      // another replica made it in the same moment
      if (!saidBy(problem, madeMeanwhile)) throw problem;
    }
    return next();
  }
}
