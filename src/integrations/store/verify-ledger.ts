import type pg from 'pg';
import { z } from 'zod';
import { chained, genesisHash } from './hash-chain.ts';
import { asOutage } from './outages.ts';
import { LedgerRow, ledgerColumns, Seq } from './schema.ts';

/** `firstBroken` is the sequence number of the first line that is not as it was written. */
export type Verdict = { ok: true; rows: number } | { ok: false; firstBroken: number; why: string };

/** Where the ledger once stood, as the bot has said in its log. */
export interface Checkpoint {
  seq: number;
  hash: string;
}

export interface Asked {
  from?: number;
  to?: number;
  checkpoint?: Checkpoint;
}

const pageSize = 2_000;
const Head = z.tuple([z.object({ seq: Seq, hash: z.string() })]);

/**
 * Recomputes the chain from `from` to `to`, or to its head. An entry after the head is missing. Reads page by page in one snapshot, so that it takes little memory and
 * lines may be written meanwhile. A chain that was cut off or rewritten together with its head is known by a checkpoint that was kept outside.
 */
export async function verifyLedger(pool: pg.Pool, asked: Asked = {}): Promise<Verdict> {
  const client = await pool.connect().catch((problem: unknown) => {
    throw asOutage(problem);
  });
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    const verdict = await verifyWith(client, asked);
    await client.query('commit');
    client.release();
    return verdict;
  } catch (problem) {
    client.release(true);
    throw problem instanceof z.ZodError ? problem : asOutage(problem);
  }
}

async function verifyWith(client: pg.PoolClient, { checkpoint, ...range }: Asked): Promise<Verdict> {
  const [head] = Head.parse((await client.query('select seq, hash from shipmate.ledger_head')).rows);
  const from = Math.max(range.from ?? 1, 1);
  // whoever asks for an entry by its number knows that it was there
  const to = range.to ?? head.seq;

  let [before] = from === 1 ? [] : await page(client, from - 1, 1);
  if (from > 1 && before?.seq !== from - 1) return broken(from - 1, 'the line is missing');
  let hash = before?.hash ?? genesisHash;
  let rows = 0;
  for (let expected = from; expected <= to; ) {
    const lines = await page(client, expected, Math.min(pageSize, to - expected + 1));
    if (lines.length === 0) return broken(expected, 'the line is missing');
    for (const line of lines) {
      if (line.seq !== expected) return broken(expected, 'the line is missing');
      if (line.prev_hash !== hash) return broken(expected, 'the line is not chained to the one before it');
      if (chained(line.prev_hash, line.line) !== line.hash) return broken(expected, 'the line was changed after it was written');
      hash = line.hash;
      expected++;
      rows++;
    }
  }

  if (to >= head.seq) {
    if (hash !== head.hash && rows > 0) return broken(head.seq, 'the newest line is not the one that was written last');
    [before] = await page(client, head.seq + 1, 1);
    if (before !== undefined) return broken(before.seq, 'the line was added beside the chain');
  }
  const contradiction = checkpoint && (await contradicts(client, checkpoint));
  return contradiction ?? { ok: true, rows };
}

async function contradicts(client: pg.PoolClient, { seq, hash }: Checkpoint): Promise<Verdict | undefined> {
  const [line] = await page(client, seq, 1);
  if (line?.seq !== seq) return broken(seq, 'the line is missing');
  if (line.hash !== hash) return broken(seq, 'the line is not the one of the checkpoint: it, or one before it, was written anew');
  return undefined;
}

const broken = (firstBroken: number, why: string): Verdict => ({ ok: false, firstBroken, why });

async function page(client: pg.PoolClient, from: number, limit: number): Promise<LedgerRow[]> {
  const { rows } = await client.query(`select ${ledgerColumns} from shipmate.ledger where seq >= $1 order by seq limit $2`, [from, limit]);
  return z.array(LedgerRow).parse(rows);
}
