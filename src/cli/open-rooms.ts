import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readEnvironment, settingsPath } from '../config/environment.ts';
import type { Log } from '../ports.ts';
import type { Rooms } from './rooms.ts';
import type { Terminal } from './verb.ts';

/** The rooms themselves. Each is loaded when it is entered. */
export function openRooms(terminal: Terminal): Rooms {
  const log = logTo(terminal);
  return {
    async version() {
      const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
      return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
    },
    readEnvironment: (wanted) => readEnvironment(undefined, wanted),
    settingsPath: () => settingsPath(),
    serve: async (options) => (await import('../serve.ts')).startShipmate(options),
    sandbox: async (options) => (await import('../sandbox/index.ts')).startSandbox(options),
    say: async (options) => (await import('./say-once.ts')).sayOnce({ ...options, log }),
    manifest: async ({ url }) => (await import('../tools/docs/pages.ts')).manifestFor(url),
    doctor: async (options) => (await import('./call-doctor.ts')).callDoctor({ ...options, log }),
    async migrate({ database }) {
      const [{ withDatabase }, { migrate }] = await Promise.all([import('./with-database.ts'), import('../integrations/store/migrate.ts')]);
      return withDatabase(database, log, async (connection) => (await migrate(connection, log)).applied);
    },
    verifyLedger: async ({ database, ...asked }) => (await import('./audit-log.ts')).verifyAuditLog(database, log, asked),
    exportLedger: async ({ database, format }) => (await import('./audit-log.ts')).writeAuditLog(database, log, format),
  };
}

/** A person reads along: what went wrong, and nothing else. */
function logTo(terminal: Terminal): Log {
  const tell = (_: object, sentence: string): void => terminal.err(`${sentence}.`);
  return { debug() {}, info() {}, warn: tell, error: tell };
}
