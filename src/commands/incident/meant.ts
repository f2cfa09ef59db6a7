import { withOptions } from '../../domain/command-line.ts';
import { type Incident, incidents, isRunning, mayKnow, runningStatuses, takesPart } from '../../domain/incident/incident.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Asked, Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import type { Reply } from '../../ports.ts';
import { whichIncidentView } from '../../views/incident/asked.ts';

/** Which incident a command is about: the one that is named, the one it was said in, or the only one somebody takes part in, if they say so. */

/** The incident, or the question which one is meant. */
export type Meant = { loaded: Loaded<Incident> } | { ask: Reply };

/**
 * @param line how the same is asked again, where the line that was typed does not say it all
 * @throws Refusal `bad_arguments` when there is none that the asker may know of
 */
export async function meantIncident(asked: Ready<unknown>, named: string | undefined, line?: string): Promise<Meant> {
  const { desk, actor, intent } = asked;
  if (named !== undefined) return { loaded: await namedIncident(asked, named) };
  const here = await incidentHere(asked);
  if (here) {
    if (!here.record.private) desk.mayBeRead();
    return { loaded: here };
  }
  const open = (await desk.list(incidents, { status: runningStatuses, limit: 100 })).map(({ record }) => record);
  const theirs = open.filter((incident) => takesPart(incident, actor.id));
  const candidates = theirs.length > 0 ? theirs : open.filter((incident) => mayKnow(incident, actor.id));
  if (candidates.length === 0)
    throw new Refusal('bad_arguments', 'No incident is open. `/incident declare` opens one, and `/incident list` shows the last ones.');
  const again = line ?? withOptions(intent.line, intent.fields ?? {});
  return { ask: { message: whichIncidentView(candidates, ({ id }) => `${again} ${namingOption(asked.usage)} ${id}`) } };
}

/** @throws Refusal `bad_arguments`: one that does not exist, and one that is none of theirs, look the same */
export async function namedIncident({ desk, actor }: Pick<Ready<unknown>, 'desk' | 'actor'>, id: string): Promise<Loaded<Incident>> {
  const found = await desk.load(incidents, id);
  if (found && mayKnow(found.record, actor.id)) {
    if (!found.record.private) desk.mayBeRead();
    return found;
  }
  throw new Refusal('bad_arguments', `I know no \`${id}\`. \`/incident list\` shows what there is.`);
}

/** The incident whose channel, or whose thread, that is. Whoever speaks in a private one's channel is in it; elsewhere only its people know of it. */
export async function incidentHere(
  asked: Pick<Asked<unknown>, 'desk' | 'where' | 'settings' | 'from'>,
): Promise<Loaded<Incident> | undefined> {
  const { desk, where } = asked;
  const { channel, threadTs, about } = where;
  const ts = threadTs ?? about?.ts;
  if (ts !== undefined) {
    const id = await desk.recordAt({ channel, ts }, incidents.kind);
    const found = id === undefined ? undefined : await desk.load(incidents, id);
    if (found && (found.record.place.channel === channel || mayKnow(found.record, askerIn(asked) ?? ''))) return found;
  }
  const inChannel = await desk.list(incidents, { lane: channel, limit: 5 });
  return inChannel.find(({ record }) => isRunning(record)) ?? inChannel[0];
}

/** Whose request it is: the first of their accounts; undefined: nobody whom the settings name. */
export const askerIn = ({ settings, from }: Pick<Asked<unknown>, 'settings' | 'from'>): string | undefined =>
  settings.people.find(({ slack }) => slack.includes(from.userId))?.slack[0];

export const leads = (asked: Pick<Asked<unknown>, 'settings' | 'from'>, { roles }: Incident): boolean =>
  roles.ic !== undefined && roles.ic.id === askerIn(asked);

/** @throws Refusal `stale_card` when nobody works on it any more */
export function insistOnRunning(incident: Incident) {
  if (isRunning(incident)) return incident;
  const how = incident.status === 'resolved' ? '`/incident reopen <why>` opens it again.' : 'Declare a new one if it happens again.';
  throw new Refusal(
    'stale_card',
    `\`${incident.id}\` is ${incident.status === 'merged' ? `merged into \`${incident.into}\`` : incident.status}. ${how}`,
  );
}

/** @throws Refusal: what was merged is written down elsewhere, and what was cancelled never was */
export function insistOnWritable(incident: Incident): Incident {
  if (incident.status === 'merged')
    throw new Refusal(
      'stale_card',
      `\`${incident.id}\` is merged into \`${incident.into}\`. Write it down there: add \`--in ${incident.into}\`.`,
    );
  if (incident.status === 'cancelled')
    throw new Refusal('stale_card', `\`${incident.id}\` is cancelled. \`/incident list\` shows what is open.`);
  return incident;
}

/** Some commands take `--in <incident>`, others have a place of its own for it, which may be named like an option, too. */
const namingOption = (usage: string): string => (usage.includes('[--in <incident>]') ? '--in' : '--incident');
