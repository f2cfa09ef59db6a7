import type { EventData } from '../../domain/incident/event.ts';
import { type Incident, incidents, type RunningIncident } from '../../domain/incident/incident.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { changedView } from '../../views/incident/asked.ts';
import { insistOnRunning, meantIncident } from './meant.ts';
import { writeLine } from './write.ts';

/** What a command makes of an incident: the record as it is from now on, the line for its timeline, and the answer to whoever asked. */
export interface Change {
  next: Incident;
  line?: Pick<EventData, 'kind' | 'text'>;
  say: string;
}

/** Changes the incident that is meant, while people work on it. @throws Refusal */
export async function changeIncident(
  asked: Ready<unknown>,
  named: string | undefined,
  change: (incident: RunningIncident) => Promise<Change> | Change,
): Promise<Reply> {
  const meant = await meantIncident(asked, named);
  if ('ask' in meant) return meant.ask;
  const { loaded } = meant;
  const { next, line, say } = await change(insistOnRunning(loaded.record));
  asked.desk.change(incidents, loaded, next);
  if (line) await writeLine(asked, next, line);
  return { message: changedView(next, say) };
}

/** What somebody may do who only takes part, and what needs a commander. */
export const mayLog = () => ({ verb: 'incident.log' });
export const mayCommand = () => ({ verb: 'incident.command' });
