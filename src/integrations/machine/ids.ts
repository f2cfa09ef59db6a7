import { hash, randomUUID } from 'node:crypto';
import type { Ids } from '../../ports.ts';

/** @param next where numbers are counted: the store, so that no two processes give the same one */
export const createIds = (next: Ids['next']): Ids => ({
  next,
  // a UUID's random bytes are drawn in advance, many at a time; its last 16 digits are short enough to be read out
  unique: () => randomUUID().slice(19).replace('-', ''),
  hash: (text) => hash('sha256', text),
});
