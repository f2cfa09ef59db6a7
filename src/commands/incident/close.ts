import { z } from 'zod';
import { incidents, isRunning, type RunningIncident } from '../../domain/incident/incident.ts';
import { inquiries, openingInquiryOf } from '../../domain/incident/inquiry.ts';
import { missingIn, reopen, reopenMs, resolve, retitled, togetherWith } from '../../domain/incident/moves.ts';
import { deploySuspected } from '../../domain/incident/suspects.ts';
import { carriedOver, linesOf } from '../../domain/incident/timeline.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Ready } from '../../pipeline/command.ts';
import { IncidentArgument, Switch } from '../arguments.ts';
import { changeIncident, defineAboutIncident, defineIncidentChange } from './define.ts';
import { namedIncident } from './meant.ts';
import { asWritten, writeLine } from './write.ts';

/** How an incident ends, and how it begins again. */

/** How each thing that is missing is said. */
const cures: Readonly<Record<string, string>> = {
  impact: '`/incident impact <what people notice>`',
  severity: '`/incident sev <1-5>`',
  commander: '`/incident role ic me`',
  cause: '`/incident cause <kind>`, which may be `unknown`',
};

const cureOf = (field: string, suspect: string | null): string =>
  field === 'cause' && suspect !== null
    ? `\`/incident cause deploy\`, as \`${suspect}\` leads the suspects, or another kind, which may be \`unknown\``
    : (cures[field] ?? field);

async function suspectedDeploy({ desk }: Pick<Ready<unknown>, 'desk'>, incident: RunningIncident): Promise<string | null> {
  const inquiry = (await desk.load(inquiries, openingInquiryOf(incident)))?.record;
  return inquiry?.status === 'told' ? deploySuspected(inquiry.suspects, incident.startedAt) : null;
}

export const resolveIncident = defineIncidentChange({
  name: 'incident resolve',
  about: 'It is over; says what is still missing',
  usage: '[<summary...>] [--force] [--in <incident>]',
  args: z.object({
    summary: z.string().max(1_000).optional().describe('a summary of at most 1,000 characters'),
    force: Switch,
    in: IncidentArgument.optional(),
  }),
  whose: 'commander',
  async change(incident, asked) {
    const { summary: typed, force } = asked.args;
    const missing = missingIn(incident);
    const suspect = await suspectedDeploy(asked, incident);
    if (missing.length > 0 && !force)
      throw new Refusal(
        'bad_arguments',
        `Before \`${incident.id}\` is resolved it needs ${missing.map((field) => `its ${field} (${cureOf(field, suspect)})`).join(', ')}. \`--force\` resolves it without.`,
      );
    const summary = typed === undefined ? null : await asWritten(asked, typed);
    const at = asked.desk.now().toISOString();
    const without = missing.length > 0 ? ` without its ${missing.join(', ')}` : '';
    return {
      next: retitled(resolve(incident, { summary, by: refTo(asked.actor), missing, suspect, at })),
      line: { kind: 'resolved', text: `resolved${without}${summary === null ? '' : `: ${summary}`}` },
      say: `resolved${without}`,
    };
  },
});

export const reopenIncident = defineAboutIncident({
  name: 'incident reopen',
  about: 'It is not over after all: within seven days it keeps its id',
  usage: '[<why...>] [--in <incident>]',
  args: z.object({ why: z.string().max(1_000).optional().describe('a text of at most 1,000 characters'), in: IncidentArgument.optional() }),
  whose: 'commander',
  async answer(loaded, asked) {
    const incident = loaded.record;
    if (incident.status !== 'resolved')
      throw new Refusal(
        'stale_card',
        `\`${incident.id}\` is ${incident.status}; only what was resolved in the last seven days opens again.`,
      );
    if (asked.desk.now().getTime() - Date.parse(incident.resolvedAt ?? incident.declaredAt) > reopenMs)
      throw new Refusal(
        'stale_card',
        `\`${incident.id}\` was resolved more than seven days ago. Declare a new one, and name this one in it.`,
      );
    if (asked.args.why === undefined)
      throw new Refusal(
        'bad_arguments',
        `Why? Say it with \`/incident reopen <why> --in ${incident.id}\`: everybody who follows it will read it.`,
      );
    const why = await asWritten(asked, asked.args.why);
    const line = { kind: 'reopened', text: `open again: ${why}` } as const;
    return changeIncident(asked, loaded, { next: retitled(reopen(incident)), line, say: 'open again' });
  },
});

export const mergeIncident = defineIncidentChange({
  name: 'incident merge',
  about: 'It is the same as another one, where everything goes on',
  usage: '<into> [--in <incident>]',
  args: z.object({ into: IncidentArgument, in: IncidentArgument.optional() }),
  whose: 'commander',
  async change(incident, asked) {
    const { into } = asked.args;
    const other = await namedIncident(asked, into);
    if (other.record.id === incident.id) throw new Refusal('bad_arguments', 'An incident cannot be merged into itself.');
    if (!isRunning(other.record)) throw new Refusal('stale_card', `\`${into}\` is ${other.record.status}. Merge into one that is open.`);
    if (incident.private !== other.record.private)
      throw new Refusal('bad_arguments', 'A private incident and an open one are not merged: what is private would be read by everybody.');
    if (incident.drill !== other.record.drill)
      throw new Refusal('bad_arguments', 'A drill and a real incident are not merged: what was an exercise would be counted.');
    asked.desk.change(incidents, other, togetherWith(other.record, incident));
    for (const line of carriedOver(linesOf(await asked.desk.timeline(incident.id)), linesOf(await asked.desk.timeline(into))))
      await writeLine(asked, other.record, line);
    await writeLine(asked, other.record, { kind: 'merged', text: `${incident.id} is merged into this one: ${incident.title}` });
    const next = { ...incident, status: 'merged', into, by: refTo(asked.actor), endedAt: asked.desk.now().toISOString() } as const;
    return { next, line: { kind: 'merged', text: `merged into ${into}` }, say: `merged into ${into}; go on there` };
  },
});

export const cancelIncident = defineIncidentChange({
  name: 'incident cancel',
  about: 'It was none',
  usage: '<why...> [--in <incident>]',
  args: z.object({ why: z.string().max(1_000).describe('a text of at most 1,000 characters'), in: IncidentArgument.optional() }),
  whose: 'commander',
  async change(incident, asked) {
    const why = await asWritten(asked, asked.args.why);
    return {
      next: { ...incident, status: 'cancelled', why, by: refTo(asked.actor), endedAt: asked.desk.now().toISOString() },
      line: { kind: 'cancelled', text: `cancelled: ${why}` },
      say: 'cancelled',
    };
  },
});
