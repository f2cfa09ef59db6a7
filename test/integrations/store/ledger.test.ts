import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/integrations/store/canonical.ts';
import { exportLedger } from '../../../src/integrations/store/export-ledger.ts';
import { chained, genesisHash } from '../../../src/integrations/store/hash-chain.ts';
import { type OpenStore, openStore } from '../../../src/integrations/store/store.ts';
import { verifyLedger } from '../../../src/integrations/store/verify-ledger.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/silent-log.ts';
import { aLine, movedClock } from './samples.ts';

let database: FreshDatabase;
let store: OpenStore;

beforeEach(async () => {
  database = await freshDatabase();
  store = await openStore({ connection: database.connection, log: silentLog, clock: movedClock() });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const writeLines = async (count: number) => {
  for (let n = 1; n <= count; n++) await store.commit({ lines: [aLine({ verb: `verb ${n}` })] });
};

/** What somebody with all rights on the database could do behind the bot's back. */
async function tamper(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const statement of [
    'alter table shipmate.ledger disable trigger all',
    ...statements,
    'alter table shipmate.ledger enable always trigger ledger_keeps_its_rows',
  ])
    await client.query(statement);
  await client.end();
}

/** Every line from that one on says something else, and is chained as if it always had. */
const rewrittenFrom = (seq: number) =>
  `do $$ declare r record; h text; begin
     select prev_hash into h from shipmate.ledger where seq = ${seq};
     for r in select seq, replace(line, 'verb', 'verd') as line from shipmate.ledger where seq >= ${seq} order by seq loop
       update shipmate.ledger set line = r.line, prev_hash = h, hash = encode(sha256(convert_to(h || r.line, 'UTF8')), 'hex')
        where seq = r.seq returning hash into h;
     end loop; end $$`;

describe('what the ledger tells', () => {
  it('is newest first, by account, person, subject, time and refusal', async () => {
    const at = (minute: number) => `2026-11-20T10:0${minute}:00.000Z`;
    const ben = { person: 'U0BEN', account: 'T0ACME/U0BEN' };
    await store.commit({
      lines: [
        aLine({ verb: '1', at: at(1) }),
        aLine({ verb: '2', at: at(2), actor: ben, decision: 'refused', reason: 'not_authorized' }),
        aLine({ verb: '3', at: at(3), actor: { ...ben, account: 'T1/U1' }, subjects: ['payments', 'D-1'] }),
        aLine({ verb: '4', at: at(4), actor: { account: 'T9/U9' }, decision: 'failed', reason: 'internal_error' }),
      ],
    });
    const verbs = async (query: object) => (await store.ledger({ limit: 10, ...query })).map(({ verb }) => verb);
    expect(await verbs({})).toEqual(['4', '3', '2', '1']);
    expect(await verbs({ limit: 1 })).toEqual(['4']);
    expect(await verbs({ person: 'U0BEN' })).toEqual(['3', '2']);
    expect(await verbs({ accounts: ['T0ACME/U0BEN'] })).toEqual(['2']);
    expect(await verbs({ subjects: ['D-1', 'D-7'] })).toEqual(['3']);
    expect(await verbs({ since: new Date(at(3)) })).toEqual(['4', '3']);
    expect(await verbs({ denied: true })).toEqual(['2']);
    expect(await verbs({ denied: true, person: 'U0ANA' })).toEqual([]);
  });

  it('comes out as it went in, chained to the line before', async () => {
    const line = aLine({ parent: 'entry', onBehalfOf: 'U0BEN', rule: 'deploy:*/*', before: 'v1', after: 'v2', args: { b: 1, a: ['ü'] } });
    await store.commit({ lines: [aLine(), line] });
    const [second, first] = await store.ledger({ limit: 2 });
    expect(first).toMatchObject({ seq: 1, prevHash: genesisHash });
    expect(second).toEqual({ ...line, seq: 2, prevHash: first?.hash, hash: chained(first?.hash ?? '', canonicalJson(line)) });
  });
});

describe('the ledger table', () => {
  it.each(["update shipmate.ledger set line = '{}'", 'delete from shipmate.ledger', 'truncate shipmate.ledger'])(
    'refuses its owner: %s (case 101)',
    async (statement) => {
      await writeLines(2);
      await expect(store.pool.query(statement)).rejects.toThrow('the ledger is append-only');
      expect(await verifyLedger(store.pool)).toEqual({ ok: true, rows: 2 });
    },
  );
});

describe('verifying (case 99)', () => {
  it.each([
    ['a changed byte', [`update shipmate.ledger set line = replace(line, 'verb 3', 'verb 4') where seq = 3`], 3],
    ['a changed hash', [`update shipmate.ledger set hash = repeat('0', 64) where seq = 3`], 3],
    ['a deleted row', ['delete from shipmate.ledger where seq = 2'], 2],
    ['a deleted tail', ['delete from shipmate.ledger where seq > 3'], 4],
    ['everything deleted', ['delete from shipmate.ledger'], 1],
    [
      'an inserted row',
      [
        'update shipmate.ledger set seq = seq + 100 where seq > 2',
        'update shipmate.ledger set seq = seq - 99 where seq > 100',
        'insert into shipmate.ledger select 3, line, prev_hash, hash from shipmate.ledger where seq = 1',
      ],
      3,
    ],
    ['a row added beside the chain', ['insert into shipmate.ledger select 6, line, hash, hash from shipmate.ledger where seq = 5'], 6],
    [
      'two swapped rows',
      [
        'update shipmate.ledger set seq = 100 where seq = 2',
        'update shipmate.ledger set seq = 2 where seq = 3',
        'update shipmate.ledger set seq = 3 where seq = 100',
      ],
      2,
    ],
    ['a tail that was rewritten', [rewrittenFrom(3)], 5],
    ['an older head', [`update shipmate.ledger_head set seq = 3, hash = (select hash from shipmate.ledger where seq = 3)`], 4],
  ])('names the first line that is wrong: %s', async (_what, statements, firstBroken) => {
    await writeLines(5);
    expect(await verifyLedger(store.pool)).toEqual({ ok: true, rows: 5 });
    await tamper(...statements);
    expect(await verifyLedger(store.pool)).toMatchObject({ ok: false, firstBroken });
  });

  const headTo = (seq: number) =>
    `update shipmate.ledger_head set seq = ${seq}, hash = (select hash from shipmate.ledger where seq = ${seq})`;
  it.each([
    ['the tail was cut off', ['delete from shipmate.ledger where seq > 3', headTo(3)], 5],
    ['an older state of everything was put back', ['delete from shipmate.ledger where seq > 4', headTo(4)], 5],
    ['everything from some line on was written anew', [rewrittenFrom(2), headTo(5)], 5],
    ['everything was written anew', [rewrittenFrom(1), headTo(5)], 5],
  ])('knows by a checkpoint from outside that %s together with the head', async (_what, statements, firstBroken) => {
    await writeLines(5);
    const [newest] = await store.ledger({ limit: 1 });
    const checkpoint = { seq: 5, hash: newest?.hash ?? '' };
    expect(await verifyLedger(store.pool, { checkpoint })).toEqual({ ok: true, rows: 5 });
    await tamper(...statements);
    expect(await verifyLedger(store.pool)).toMatchObject({ ok: true });
    expect(await verifyLedger(store.pool, { checkpoint })).toMatchObject({ ok: false, firstBroken });
  });

  it('takes a part of the chain, and the empty one', async () => {
    expect(await verifyLedger(store.pool)).toEqual({ ok: true, rows: 0 });
    await writeLines(5);
    expect(await verifyLedger(store.pool, { from: 2, to: 4 })).toEqual({ ok: true, rows: 3 });
    expect(await verifyLedger(store.pool, { from: 5, to: 100 })).toMatchObject({ ok: false, firstBroken: 6 });
    expect(await verifyLedger(store.pool, { from: 6 })).toEqual({ ok: true, rows: 0 });
    await tamper(`update shipmate.ledger set line = '{}' where seq = 2`);
    expect(await verifyLedger(store.pool, { from: 3 })).toEqual({ ok: true, rows: 3 });
    expect(await verifyLedger(store.pool, { from: 2, to: 2 })).toMatchObject({ ok: false, firstBroken: 2 });
  });

  it('sees one state of the chain while lines are written, in pages', async () => {
    const lines = Array.from({ length: 500 }, () => aLine());
    for (let n = 0; n < 9; n++) await store.commit({ lines });
    let writing = true;
    const writer = (async () => {
      while (writing) await store.commit({ lines: [aLine()] });
    })();
    const verdicts = await Promise.all([verifyLedger(store.pool), verifyLedger(store.pool, { from: 1_000 })]);
    writing = false;
    await writer;
    for (const verdict of verdicts) expect(verdict).toMatchObject({ ok: true });
  });
});

describe('exporting', () => {
  const exported = async (options: Parameters<typeof exportLedger>[1]) => {
    const lines: string[] = [];
    for await (const line of exportLedger(store.pool, options)) lines.push(line);
    return lines;
  };

  it('gives JSON lines from which the chain can be recomputed', async () => {
    await store.commit({ lines: Array.from({ length: 2_500 }, (_, n) => aLine({ verb: `${n}`, args: { n, 'ü "quoted"': [null] } })) });
    const lines = await exported({ format: 'jsonl' });
    expect(lines).toHaveLength(2_500);
    let hash = genesisHash;
    for (const line of lines) {
      const { seq: _, prevHash, hash: itsHash, ...fields } = JSON.parse(line);
      expect(prevHash).toBe(hash);
      hash = chained(hash, canonicalJson(fields));
      if (hash !== itsHash) throw new Error(`another hash at ${line}`);
    }
    expect(await exported({ format: 'jsonl', from: 7, to: 9 })).toEqual(lines.slice(6, 9));
  });

  it('gives CSV in which nothing is a formula (case 83)', async () => {
    await store.commit({ lines: [aLine({ verb: '=cmd()', rule: '@sum(1)', before: '+1', after: '-1, "two"\nlines', args: undefined })] });
    const [headings, row] = await exported({ format: 'csv' });
    expect(headings).toMatch(/^seq,at,person,name,account,onBehalfOf,via,channel,verb,args,decision,reason,rule,subjects,before,after,/);
    expect(row).toContain(`,'=cmd(),,opened,ok,'@sum(1),checkout,'+1,"'-1, ""two""\nlines",abcdef12,`);
  });
});
