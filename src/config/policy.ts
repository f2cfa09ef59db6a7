import { readFileSync, statSync } from 'node:fs';
import type { Clock, Log, Policy } from '../ports.ts';
import { differenceBetween } from './difference.ts';
import { type ParsedSettings, parseSettings } from './file.ts';
import { type Problem, sayProblem, UnusableSettings } from './problem.ts';

export interface LivePolicy extends Policy {
  /** Reads the file again, now. */
  reload(): Reload;
  /** Stops looking at the file and at SIGHUP. */
  close(): void;
}

/** What became of reading the file again. `unusable`: the old settings stay in force. */
export type Reload = { outcome: 'same' } | { outcome: 'changed'; difference: string[] } | { outcome: 'unusable'; problems: Problem[] };

const lookEveryMs = 2_000;

/**
 * The settings in force. The file is read again at SIGHUP and when it changed; a file that cannot be used changes nothing and says so once.
 * Throws `UnusableSettings` when the first reading already fails.
 */
export function createPolicy(options: {
  path: string;
  /** The commands that can be asked for by emoji. */
  byEmoji?: readonly string[];
  clock: Clock;
  log: Log;
  /** What was changed, one line each. */
  onChange?: (difference: string[]) => void;
  onProblem?: (problems: Problem[]) => void;
}): LivePolicy {
  const { path, clock, log, byEmoji } = options;
  let seen = lookAt(path);
  const first = read(path, byEmoji);
  if ('problems' in first) throw new UnusableSettings(path, first.problems);
  let inForce: ParsedSettings = first;
  for (const warning of first.warnings) log.warn({ at: `${path}:${warning.line}` }, warning.say);

  const reload = (): Reload => {
    seen = lookAt(path);
    const next = read(path, byEmoji);
    if ('problems' in next) {
      log.error(
        { problems: next.problems.map((problem) => sayProblem(path, problem)) },
        'The settings cannot be used; the old ones stay in force',
      );
      options.onProblem?.(next.problems);
      return { outcome: 'unusable', problems: next.problems };
    }
    const difference = differenceBetween(inForce.written, next.written);
    inForce = next;
    if (difference.length === 0) return { outcome: 'same' };
    log.info({ difference }, 'The settings changed');
    options.onChange?.(difference);
    return { outcome: 'changed', difference };
  };

  // a file that is still being written changes again until the next look: it is read once it has come to rest
  let restless: string | undefined;
  const look = () => {
    const now = lookAt(path);
    if (now !== seen && now === restless) reload();
    restless = now;
    callOff = clock.after(lookEveryMs, look);
  };
  let callOff = clock.after(lookEveryMs, look);
  const onHangup = () => void reload();
  process.on('SIGHUP', onHangup);

  return {
    settings: () => inForce.settings,
    whereIs: (role) => inForce.whereIs(role),
    reload,
    close() {
      callOff();
      process.off('SIGHUP', onHangup);
    },
  };
}

/** Reads the file once, or tells why it cannot be used. */
export function read(path: string, byEmoji?: readonly string[]): ParsedSettings | { problems: Problem[] } {
  try {
    return parseSettings(readFileSync(path, 'utf8'), path, byEmoji);
  } catch (problem) {
    if (problem instanceof Error && 'syscall' in problem) return { problems: [{ line: 1, column: 1, say: sayUnreadable(problem) }] };
    throw problem;
  }
}

function sayUnreadable(problem: Error & { code?: unknown }): string {
  if (problem.code === 'ENOENT') return 'There is no such file: copy shipmate.example.yaml there, or set SHIPMATE_CONFIG.';
  if (problem.code === 'EACCES') return 'The file may not be read by this user.';
  return 'The file cannot be read.';
}

/** What changes with the file: also when it is replaced, or a link on the way to it, as editors and ConfigMaps do. */
function lookAt(path: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    // why it cannot be looked at is told by whoever tries to read it
    return 'gone';
  }
}
