import { UnusableSettings } from '../config/problem.ts';
import { Outage, Refusal } from '../domain/problems.ts';
import type { Status } from './verb.ts';

/** What an operator reads when a verb could not do its work. Mistakes of ours keep their stack: someone has to find them. */
export async function explain(problem: unknown): Promise<{ say: string; status: Status }> {
  if (problem instanceof UnusableSettings) return { say: problem.message, status: 2 };
  if (problem instanceof Refusal) return { say: problem.say, status: 1 };
  if (problem instanceof Outage) return { say: `${problem.message}${because(problem.cause)}.`, status: 1 };
  if (problem instanceof Error && 'syscall' in problem && problem.syscall === 'listen') return { say: sayListening(problem), status: 1 };
  const { SchemaProblem } = await import('../integrations/store/migrate.ts');
  const { EmbeddedProblem } = await import('../integrations/store/embedded/problem.ts');
  if (problem instanceof SchemaProblem || problem instanceof EmbeddedProblem) return { say: problem.message, status: 2 };
  return {
    say: `Something broke on our side. ${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}`,
    status: 1,
  };
}

const because = (cause: unknown): string => (cause instanceof Error && cause.message !== '' ? `: ${cause.message.replace(/\.$/, '')}` : '');

function sayListening(problem: Error & { code?: unknown; address?: unknown; port?: unknown }): string {
  const place = `${String(problem.address ?? '')}:${String(problem.port ?? '')}`;
  if (problem.code === 'EADDRINUSE') return `Something else listens on ${place} already: stop it, or set PORT.`;
  if (problem.code === 'EACCES') return `This user may not listen on ${place}: set PORT to a number above 1023.`;
  return `It cannot listen on ${place}: set HOST and PORT.`;
}
