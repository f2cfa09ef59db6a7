import pino from 'pino';
import { redact } from '../../domain/redact.ts';
import type { Log } from '../../ports.ts';

/** JSON lines on stdout. Every line is redacted as a whole: an error may carry what nobody expects in it. */
export const createLog = (level: string): Log =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: pino.stdSerializers.errWithCause } },
    { write: (line: string) => void process.stdout.write(redact(line)) },
  );
