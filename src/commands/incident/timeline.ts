import { z } from 'zod';
import { formats } from '../../domain/incident/export.ts';
import { linesOf } from '../../domain/incident/timeline.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { controlCard } from '../../views/incident/card.ts';
import { timelineView } from '../../views/incident/lists.ts';
import { IncidentArgument, Switch } from '../arguments.ts';
import { meantIncident, namedIncident } from './meant.ts';
import { exportTimelineOf } from './papers.ts';

const mostLines = 500;

export const incidentTimeline = defineCommand({
  name: 'incident timeline',
  about: 'What happened, in the order in which it happened; --all shows what was struck out, --export makes a file of it',
  usage: '[<incident>] [--all] [--page <page>] [--export <format>]',
  args: z.object({
    incident: IncidentArgument.optional(),
    all: Switch,
    page: z.coerce.number().int().min(1).max(10_000).optional().describe('the number of a page'),
    export: z.enum(formats).optional().describe('one of md, json and csv'),
  }),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  async run(asked) {
    const { args, desk } = asked;
    const meant = await meantIncident(asked, args.incident);
    if ('ask' in meant) return meant.ask;
    const { record } = meant.loaded;
    if (args.export !== undefined) return exportTimelineOf(asked, record, args.export);
    const lines = linesOf(await desk.timeline(record.id));
    // nobody turns so many pages
    if (lines.length > mostLines && args.page === undefined) return exportTimelineOf(asked, record, 'md');
    return { message: timelineView(record, lines, args.page ?? Number.MAX_SAFE_INTEGER, args.all ?? false) };
  },
});

export const showIncident = defineCommand({
  name: 'incident show',
  about: 'Where an incident stands',
  usage: '<incident>',
  args: z.object({ incident: IncidentArgument }),
  changes: false,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  async run(asked) {
    const { record } = await namedIncident(asked, asked.args.incident);
    return { message: controlCard(record) };
  },
});
