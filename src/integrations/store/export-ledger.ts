import type pg from 'pg';
import { z } from 'zod';
import type { LedgerEntry } from '../../ports.ts';
import { canonicalJson } from './canonical.ts';
import { asOutage } from './outages.ts';
import { entryOf, LedgerRow, ledgerColumns } from './schema.ts';

const pageSize = 1_000;

/** The ledger from `from` to `to`, oldest first, as lines of text that each end in a line feed. CSV begins with a line of headings. */
export async function* exportLedger(
  pool: pg.Pool,
  options: { format: 'jsonl' | 'csv'; from?: number; to?: number },
): AsyncGenerator<string, void, undefined> {
  const { format, from = 1, to = Number.MAX_SAFE_INTEGER } = options;
  if (format === 'csv') yield `${columns.map(([heading]) => heading).join(',')}\n`;
  for (let next = from; next <= to; ) {
    const rows = await page(pool, next, to);
    for (const row of rows) yield format === 'csv' ? csvLine(entryOf(row)) : jsonLine(row);
    const last = rows.at(-1);
    if (last === undefined) return;
    next = last.seq + 1;
  }
}

async function page(pool: pg.Pool, from: number, to: number): Promise<LedgerRow[]> {
  try {
    const { rows } = await pool.query(
      `select ${ledgerColumns} from shipmate.ledger where seq between $1 and $2 order by seq limit ${pageSize}`,
      [from, to],
    );
    return z.array(LedgerRow).parse(rows);
  } catch (problem) {
    throw problem instanceof z.ZodError ? problem : asOutage(problem);
  }
}

/** The canonical JSON of all but `seq`, `prevHash` and `hash` is what was hashed: the export can be checked without this program. */
const jsonLine = ({ seq, line, prev_hash, hash }: LedgerRow): string =>
  `${JSON.stringify({ seq, ...Fields.parse(JSON.parse(line)), prevHash: prev_hash, hash })}\n`;
const Fields = z.record(z.string(), z.unknown());

const columns: readonly [heading: string, cell: (entry: LedgerEntry) => string | number | undefined][] = [
  ['seq', ({ seq }) => seq],
  ['at', ({ at }) => at],
  ['person', ({ actor }) => actor.person],
  ['name', ({ actor }) => actor.name],
  ['account', ({ actor }) => actor.account],
  ['onBehalfOf', ({ onBehalfOf }) => onBehalfOf],
  ['via', ({ via }) => via],
  ['channel', ({ channel }) => channel],
  ['verb', ({ verb }) => verb],
  ['args', ({ args }) => (args === undefined ? undefined : canonicalJson(args))],
  ['decision', ({ decision }) => decision],
  ['reason', ({ reason }) => reason],
  ['rule', ({ rule }) => rule],
  ['subjects', ({ subjects }) => subjects.join(' ')],
  ['before', ({ before }) => before],
  ['after', ({ after }) => after],
  ['traceId', ({ traceId }) => traceId],
  ['parent', ({ parent }) => parent],
  ['prevHash', ({ prevHash }) => prevHash],
  ['hash', ({ hash }) => hash],
];

const csvLine = (entry: LedgerEntry): string => `${columns.map(([, cell]) => csvCell(cell(entry) ?? '')).join(',')}\n`;

/** What a spreadsheet would take for a formula gets an apostrophe in front, and stays text. */
function csvCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
