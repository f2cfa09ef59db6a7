import { type EventData, eventIdIn } from '../../domain/incident/event.ts';
import type { Incident } from '../../domain/incident/incident.ts';
import { refTo } from '../../domain/person.ts';
import type { Ready } from '../../pipeline/command.ts';

/** What a command writes on a timeline. `key`: the same happening told twice is one line. Returns the line's id. */
export async function writeLine(
  { desk, actor, intent }: Pick<Ready<unknown>, 'desk' | 'actor' | 'intent'>,
  incident: Pick<Incident, 'id' | 'phase'>,
  line: Pick<EventData, 'kind' | 'text'> &
    Partial<Pick<EventData, 'source' | 'of' | 'actor' | 'files'>> & { key?: string; occurredAt?: Date },
): Promise<string> {
  const { key, occurredAt, ...data } = line;
  const id = eventIdIn(incident.id, await desk.newId('E'));
  desk.note({
    id,
    timeline: incident.id,
    key: key ?? `asked:${intent.id}:${id}`,
    occurredAt: (occurredAt ?? desk.now()).toISOString(),
    data: { phase: incident.phase, actor: refTo(actor), files: [], ...data },
  });
  return id;
}

const reference = /<([@#!])([^>|]+)(?:\|([^>]*))?>/g;
const address = /<(https?:\/\/[^>|]+|mailto:[^>|]+)(?:\|([^>]*))?>/g;

/** What somebody typed, as it reads on a timeline: people by name, channels by name, addresses as they are. Nobody is called by it. */
export async function asWritten({ desk, intent }: Pick<Ready<unknown>, 'desk' | 'intent'>, text: string): Promise<string> {
  const names = new Map<string, string>();
  for (const [, kind, id = '', label] of text.matchAll(reference)) {
    if (kind !== '@' || names.has(id)) continue;
    const person = await desk.rights.personOf({ teamId: intent.from.teamId, userId: id });
    names.set(id, person?.name ?? (label ? `@${label}` : id));
  }
  return text
    .replace(reference, (_whole, kind: string, id: string, label?: string) =>
      kind === '@' ? (names.get(id) ?? id) : kind === '#' ? `#${label ?? id}` : `@${label ?? id.split('^')[0] ?? id}`,
    )
    .replace(address, (_whole, url: string, label?: string) => (label && label !== url ? `${label} (${url})` : url));
}
