import type { Annotation } from './job.ts';
import { createLogReader, type LogReading } from './log-reader.ts';
import type { Cause } from './log-rules/rule.ts';

/** What befalls whoever happens to run, rather than what somebody wrote: nobody who committed is asked about it. */
export const isInfra = (cause: Cause): boolean => ['runner', 'disk', 'network', 'limit'].includes(cause);

/** What a log says that we have as a whole. */
export function readLog(log: string): LogReading {
  const reader = createLogReader();
  for (const line of log.split('\n')) reader.push(line);
  return reader.finish();
}

/** A runner that went away leaves no log: what GitHub wrote beside the job is all there is. */
export function readAnnotations(annotations: readonly Annotation[]): LogReading | undefined {
  const failures = annotations.filter(({ level, message }) => level === 'failure' && message.trim() !== '');
  if (failures.length === 0) return undefined;
  const reader = createLogReader();
  for (const { message } of failures) for (const line of message.split('\n')) reader.push(`##[error]${line}`);
  const reading = reader.finish();
  // `.github` stands for the job as a whole
  const placed = failures.find(({ path, message }) => path !== '.github' && message.includes(reading.say));
  return placed === undefined || reading.file !== null ? reading : { ...reading, file: placed.path, line: placed.line };
}

/** What is known of a failed job, whatever there is to know. */
export function understand(log: LogReading | undefined, annotations: readonly Annotation[]): LogReading {
  const beside = readAnnotations(annotations);
  if (log === undefined) return beside ?? nothingSaid;
  // where the machine went away the log just stops, as if all were well
  if (beside !== undefined && (log.say === '' || (isInfra(beside.cause) && !isInfra(log.cause)))) return { ...log, ...beside };
  return log.say === '' ? nothingSaid : log;
}

export const nothingSaid: LogReading = {
  say: 'No log says why.',
  lines: [],
  file: null,
  line: null,
  cause: 'code',
  essence: '',
};

/** While GitHub does not give a log out. */
export const notReadYet: LogReading = { ...nothingSaid, say: 'Its log is not read yet.' };
