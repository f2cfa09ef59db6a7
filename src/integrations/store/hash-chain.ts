import { createHash } from 'node:crypto';

/** What the first line of the ledger is chained to. */
export const genesisHash = '0'.repeat(64);

/** The hash of a ledger line: over the hash before it and the line's canonical JSON. */
export const chained = (prevHash: string, line: string): string =>
  createHash('sha256')
    .update(prevHash + line)
    .digest('hex');
