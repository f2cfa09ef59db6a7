import type { LedgerLine, Unit } from '../ports.ts';
import { settingsNotice } from '../views/corridor.ts';

/**
 * What became of shipmate.yaml, for the ledger; a file that cannot be used is also told where people look for such things.
 * @param audit the channel for that, if there is one
 */
export function settingsUnit(lines: readonly string[], kind: 'changed' | 'unusable', now: Date, audit: string | undefined): Unit {
  const at = now.toISOString();
  const line: LedgerLine = {
    at,
    actor: { account: 'shipmate' },
    via: 'schedule',
    verb: 'config',
    args: { lines },
    decision: kind === 'changed' ? 'changed' : 'failed',
    reason: kind === 'changed' ? 'ok' : 'bad_arguments',
    subjects: [],
    traceId: at,
  };
  const told =
    kind === 'unusable' && audit !== undefined
      ? [{ key: `config/${at}`, recordId: 'config', channel: audit, message: settingsNotice(lines) }]
      : [];
  return { lines: [line], messages: told };
}
