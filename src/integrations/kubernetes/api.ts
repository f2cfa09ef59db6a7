import type { z } from 'zod';
import type { Connection } from './connection.ts';
import { expectOk, isNotFound } from './problems.ts';
import { read } from './reading.ts';
import { pathOf, type Resource } from './resource.ts';
import { ListOf } from './schema.ts';

/** One cluster, asked in the API server's terms and answered in parsed objects. Whatever is not an answer is thrown, as `problemOf` words it. */
export interface Api {
  context: string;
  connection: Connection;
  /** Undefined: there is no such object. */
  get<S extends z.ZodType>(
    schema: S,
    asked: Omit<Resource, 'verb'> & { name: string },
    signal?: AbortSignal,
  ): Promise<z.output<S> | undefined>;
  /** All pages. */
  list<S extends z.ZodType>(schema: S, asked: Omit<Resource, 'verb' | 'name'>, options?: ListOptions): Promise<Listing<z.output<S>>>;
}

export interface Listing<T> {
  items: T[];
  /** What a watch goes on from. */
  resourceVersion: string;
}

export interface ListOptions {
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
}

const pageSize = '500';

export function createApi(context: string, connection: Connection): Api {
  return {
    context,
    connection,
    async get(schema, asked, signal) {
      const answer = await connection.send({ method: 'GET', path: pathOf(asked), ...(signal && { signal }) });
      if (isNotFound(answer)) return undefined;
      return read(schema, expectOk(answer, { ...asked, verb: 'get' }, context).body);
    },
    async list<S extends z.ZodType>(schema: S, asked: Omit<Resource, 'verb' | 'name'>, { signal, ...selectors }: ListOptions = {}) {
      const items: z.output<S>[] = [];
      for (let next = ''; ; ) {
        const query = { limit: pageSize, ...selectors, ...(next !== '' && { continue: next }) };
        const answer = await connection.send({ method: 'GET', path: pathOf(asked), query, ...(signal && { signal }) });
        const page = read(ListOf(schema), expectOk(answer, { ...asked, verb: 'list' }, context).body);
        items.push(...page.items);
        next = page.metadata.continue;
        if (next === '') return { items, resourceVersion: page.metadata.resourceVersion };
      }
    },
  };
}
