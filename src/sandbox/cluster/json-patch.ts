import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isObject } from './json.ts';
import { ApiProblem, badRequest, failure } from './status.ts';

const Operation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('test'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: z.string() }),
  z.object({ op: z.literal('move'), path: z.string(), from: z.string() }),
  z.object({ op: z.literal('copy'), path: z.string(), from: z.string() }),
]);
type Operation = z.infer<typeof Operation>;

/** RFC 6902. An operation that does not fit the object is 422, a body that is no list of operations is 400. */
export function applyJsonPatch(target: unknown, body: unknown): unknown {
  const operations = z.array(Operation).safeParse(body);
  if (!operations.success) throw badRequest('json: cannot unmarshal the body into Go value of type jsonpatch.Patch');
  const document = { root: structuredClone(target) };
  for (const operation of operations.data) perform(document, operation);
  return document.root;
}

function perform(document: { root: unknown }, operation: Operation): void {
  switch (operation.op) {
    case 'add':
      put(document, operation.path, operation.value, 'insert');
      return;
    case 'replace':
      read(document, operation.path);
      put(document, operation.path, operation.value, 'overwrite');
      return;
    case 'remove':
      remove(document, operation.path);
      return;
    case 'copy':
      put(document, operation.path, structuredClone(read(document, operation.from)), 'insert');
      return;
    case 'move': {
      const value = read(document, operation.from);
      remove(document, operation.from);
      put(document, operation.path, value, 'insert');
      return;
    }
    case 'test':
      if (!isDeepStrictEqual(read(document, operation.path), operation.value)) throw doesNotFit(operation.path, 'test failed');
  }
}

function read(document: { root: unknown }, path: string): unknown {
  return keysOf(path).reduce<unknown>((value, key) => {
    const inner = Array.isArray(value) ? value[indexOf(value, key, path)] : isObject(value) ? value[key] : undefined;
    if (inner === undefined) throw doesNotFit(path, 'missing value');
    return inner;
  }, document.root);
}

function put(document: { root: unknown }, path: string, value: unknown, how: 'insert' | 'overwrite'): void {
  const { parent, key } = locate(document, path);
  if (Array.isArray(parent)) {
    const index = key === '-' ? parent.length : indexOf(parent, key, path, how === 'insert' ? 1 : 0);
    parent.splice(index, how === 'insert' ? 0 : 1, value);
  } else parent[key] = value;
}

function remove(document: { root: unknown }, path: string): void {
  read(document, path);
  const { parent, key } = locate(document, path);
  if (Array.isArray(parent)) parent.splice(indexOf(parent, key, path), 1);
  else delete parent[key];
}

function locate(document: { root: unknown }, path: string): { parent: unknown[] | Record<string, unknown>; key: string } {
  const keys = keysOf(path);
  const key = keys.pop();
  if (key === undefined) throw doesNotFit(path, 'the whole object cannot be changed');
  const parent = read(document, keys.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
  if (!Array.isArray(parent) && !isObject(parent)) throw doesNotFit(path, 'missing container');
  return { parent, key };
}

function keysOf(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw doesNotFit(path, 'a path starts with a slash');
  return path
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function indexOf(list: readonly unknown[], key: string, path: string, beyond = 0): number {
  const index = Number(key);
  if (!/^\d+$/.test(key) || index >= list.length + beyond) throw doesNotFit(path, 'index out of bounds');
  return index;
}

const doesNotFit = (path: string, why: string): ApiProblem =>
  new ApiProblem(failure(422, `the server rejected our request due to an error in our request: ${path}: ${why}`));
