import pino from 'pino';
import { redactAll } from '../../domain/redact.ts';
import type { Log } from '../../ports.ts';

/** JSON lines on stdout. Every text in them is redacted: an error may carry what nobody expects in it. */
export const createLog = (level: string): Log =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: pino.stdSerializers.errWithCause } },
    { write: (line: string) => void process.stdout.write(`${JSON.stringify(redactAll(JSON.parse(line)))}\n`) },
  );
