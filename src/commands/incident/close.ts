import { z } from 'zod';
import { incidents } from '../../domain/incident/incident.ts';
import { missingIn, reopen, reopenMs, resolve, retitled } from '../../domain/incident/moves.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { changedView } from '../../views/incident/asked.ts';
import { IncidentArgument, Switch } from '../arguments.ts';
import { changeIncident, mayCommand } from './change.ts';
import { meantIncident, namedIncident } from './meant.ts';
import { asWritten, writeLine } from './write.ts';

/** How an incident ends, and how it begins again. */

/** How each thing that is missing is said. */
const cures: Readonly<Record<string, string>> = {
  impact: '`/incident impact <what people notice>`',
  severity: '`/incident sev <1-5>`',
  commander: '`/incident role ic me`',
  cause: '`/incident cause <kind>`, which may be `unknown`',
};

export const resolveIncident = defineCommand({
  name: 'incident resolve',
  about: 'It is over; says what is still missing',
  usage: '[<summary...>] [--force] [--in <incident>]',
  args: z.object({
    summary: z.string().max(1_000).optional().describe('a summary of at most 1,000 characters'),
    force: Switch,
    in: IncidentArgument.optional(),
  }),
  changes: true,
  verb: 'incident.command',
  discreet: true,
  permission: mayCommand,
  approvals: () => 0,
  async run(asked) {
    const { summary: typed, force } = asked.args;
    const summary = typed === undefined ? null : await asWritten(asked, typed);
    return changeIncident(asked, asked.args.in, (incident) => {
      const missing = missingIn(incident);
      if (missing.length > 0 && !force)
        throw new Refusal(
          'bad_arguments',
          `Before \`${incident.id}\` is resolved it needs ${missing.map((field) => `its ${field} (${cures[field] ?? field})`).join(', ')}. \`--force\` resolves it without.`,
        );
      const at = asked.desk.now().toISOString();
      const next = retitled(resolve(incident, { summary, by: refTo(asked.actor), missing, at }));
      const without = missing.length > 0 ? ` without its ${missing.join(', ')}` : '';
      return {
        next,
        line: { kind: 'resolved', text: `resolved${without}${summary === null ? '' : `: ${summary}`}` },
        say: `resolved${without}`,
      };
    });
  },
});

export const reopenIncident = defineCommand({
  name: 'incident reopen',
  about: 'It is not over after all: within seven days it keeps its id',
  usage: '[<why...>] [--in <incident>]',
  args: z.object({ why: z.string().max(1_000).optional().describe('a text of at most 1,000 characters'), in: IncidentArgument.optional() }),
  changes: true,
  verb: 'incident.command',
  discreet: true,
  permission: mayCommand,
  approvals: () => 0,
  async run(asked) {
    const { desk } = asked;
    const meant =
      asked.args.in === undefined ? await meantIncident(asked, undefined) : { loaded: await namedIncident(asked, asked.args.in) };
    if ('ask' in meant) return meant.ask;
    const { loaded } = meant;
    const incident = loaded.record;
    if (incident.status !== 'resolved')
      throw new Refusal(
        'stale_card',
        `\`${incident.id}\` is ${incident.status}; only what was resolved in the last seven days opens again.`,
      );
    if (desk.now().getTime() - Date.parse(incident.resolvedAt ?? incident.declaredAt) > reopenMs)
      throw new Refusal(
        'stale_card',
        `\`${incident.id}\` was resolved more than seven days ago. Declare a new one, and name this one in it.`,
      );
    if (asked.args.why === undefined)
      throw new Refusal(
        'bad_arguments',
        `Why? Say it with \`/incident reopen <why> --in ${incident.id}\`: everybody who follows it will read it.`,
      );
    const next = retitled(reopen(incident));
    desk.change(incidents, loaded, next);
    await writeLine(asked, next, { kind: 'reopened', text: `open again: ${await asWritten(asked, asked.args.why)}` });
    return { message: changedView(next, 'open again') };
  },
});

export const mergeIncident = defineCommand({
  name: 'incident merge',
  about: 'It is the same as another one, where everything goes on',
  usage: '<into> [--in <incident>]',
  args: z.object({ into: IncidentArgument, in: IncidentArgument.optional() }),
  changes: true,
  verb: 'incident.command',
  discreet: true,
  permission: mayCommand,
  approvals: () => 0,
  async run(asked) {
    const { into, in: named } = asked.args;
    const other = await namedIncident(asked, into);
    return changeIncident(asked, named, async (incident) => {
      if (other.record.id === incident.id) throw new Refusal('bad_arguments', 'An incident cannot be merged into itself.');
      if (!['declared', 'open', 'mitigated'].includes(other.record.status))
        throw new Refusal('stale_card', `\`${into}\` is ${other.record.status}. Merge into one that is open.`);
      if (incident.private !== other.record.private)
        throw new Refusal(
          'bad_arguments',
          'A private incident and an open one are not merged: what is private would be read by everybody.',
        );
      const people = [...other.record.people, ...incident.people.filter(({ id }) => !other.record.people.some((one) => one.id === id))];
      asked.desk.change(incidents, other, { ...other.record, people });
      await writeLine(asked, other.record, { kind: 'merged', text: `${incident.id} is merged into this one: ${incident.title}` });
      const next = { ...incident, status: 'merged', into, by: refTo(asked.actor), endedAt: asked.desk.now().toISOString() } as const;
      return { next, line: { kind: 'merged', text: `merged into ${into}` }, say: `merged into ${into}; go on there` };
    });
  },
});

export const cancelIncident = defineCommand({
  name: 'incident cancel',
  about: 'It was none',
  usage: '<why...> [--in <incident>]',
  args: z.object({ why: z.string().max(1_000).describe('a text of at most 1,000 characters'), in: IncidentArgument.optional() }),
  changes: true,
  verb: 'incident.command',
  discreet: true,
  permission: mayCommand,
  approvals: () => 0,
  async run(asked) {
    const why = await asWritten(asked, asked.args.why);
    return changeIncident(asked, asked.args.in, (incident) => ({
      next: { ...incident, status: 'cancelled', why, by: refTo(asked.actor), endedAt: asked.desk.now().toISOString() },
      line: { kind: 'cancelled', text: `cancelled: ${why}` },
      say: 'cancelled',
    }));
  },
});
