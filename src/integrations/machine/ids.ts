import { createHash, randomBytes } from 'node:crypto';
import type { Ids } from '../../ports.ts';

/** @param next where numbers are counted: the store, so that no two processes give the same one */
export const createIds = (next: Ids['next']): Ids => ({
  next,
  unique: () => randomBytes(8).toString('hex'),
  hash: (text) => createHash('sha256').update(text).digest('hex'),
});
