import { BadArguments } from '../arguments.ts';
import { needEnvironment } from '../needs.ts';
import type { Rooms } from '../rooms.ts';
import type { Typed, Verb } from '../verb.ts';

export const auditVerify = (rooms: Rooms): Verb => ({
  name: 'audit verify',
  usage: '[--from <seq>] [--to <seq>] [--checkpoint <seq>:<hash>]',
  about: 'Check the chain of the audit log, and name the first entry that breaks it',
  options: { from: { type: 'string' }, to: { type: 'string' }, checkpoint: { type: 'string' } },
  words: { least: 0, most: 0 },
  async run(typed, terminal) {
    const from = placeOf(typed, 'from');
    const to = placeOf(typed, 'to');
    if (from !== undefined && to !== undefined && from > to) throw new BadArguments(`--from ${from} comes after --to ${to}.`);
    const checkpoint = checkpointOf(typed);
    const environment = needEnvironment(rooms, terminal);
    if (environment === undefined) return 2;
    const verified = await rooms.verifyLedger({ database: environment.database, from, to, checkpoint });
    if (verified.ok) terminal.out(`The chain holds: ${verified.rows} ${verified.rows === 1 ? 'entry' : 'entries'}.`);
    else terminal.err(`The chain is broken at entry ${verified.firstBroken}: ${verified.why}.`);
    return verified.ok ? 0 : 1;
  },
});

export const auditExport = (rooms: Rooms): Verb => ({
  name: 'audit export',
  usage: '--format jsonl|csv',
  about: 'Write the audit log to the standard output',
  options: { format: { type: 'string' } },
  words: { least: 0, most: 0 },
  async run(typed, terminal) {
    const format = typed.option('format');
    if (format !== 'jsonl' && format !== 'csv') throw new BadArguments('In which format? Add --format jsonl or --format csv.');
    const environment = needEnvironment(rooms, terminal);
    if (environment === undefined) return 2;
    await rooms.exportLedger({ database: environment.database, format });
    return 0;
  },
});

function placeOf(typed: Typed, name: string): number | undefined {
  const text = typed.option(name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new BadArguments(`--${name} ${text} is not the number of an entry: they begin at 1.`);
  return Number(text);
}

function checkpointOf(typed: Typed): { seq: number; hash: string } | undefined {
  const text = typed.option('checkpoint');
  if (text === undefined) return undefined;
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new BadArguments(`--checkpoint ${text} is not the number of an entry and its hash, as the bot's log has them.`);
  return { seq: Number(seq), hash };
}
