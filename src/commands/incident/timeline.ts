import { z } from 'zod';
import { formats } from '../../domain/incident/export.ts';
import { linksBeginAt } from '../../domain/incident/permalink.ts';
import { linesOf } from '../../domain/incident/timeline.ts';
import { controlCard } from '../../views/incident/card.ts';
import { timelineView } from '../../views/incident/timeline.ts';
import { IncidentArgument, Switch } from '../arguments.ts';
import { defineAboutIncident } from './define.ts';
import { exportTimelineOf } from './papers.ts';

const mostLines = 500;

export const incidentTimeline = defineAboutIncident({
  name: 'incident timeline',
  about: 'What happened, in the order in which it happened; --all shows what was struck out, --export makes a file of it',
  usage: '[<incident>] [--all] [--page <page>] [--export <format>]',
  args: z.object({
    incident: IncidentArgument.optional(),
    all: Switch,
    page: z.coerce.number().int().min(1).max(10_000).optional().describe('the number of a page'),
    export: z.enum(formats).optional().describe('one of md, json and csv'),
  }),
  whose: 'reader',
  async answer({ record }, asked) {
    const { args, desk } = asked;
    if (args.export !== undefined) return exportTimelineOf(asked, record, args.export);
    const lines = linesOf(await desk.timeline(record.id));
    // nobody turns so many pages
    if (lines.length > mostLines && args.page === undefined) return exportTimelineOf(asked, record, 'md');
    return {
      message: timelineView(record, lines, { page: args.page, all: args.all, linksBegin: linksBeginAt(await desk.workspaceUrl()) }),
    };
  },
});

export const showIncident = defineAboutIncident({
  name: 'incident show',
  about: 'Where an incident stands',
  usage: '<incident>',
  args: z.object({ incident: IncidentArgument }),
  whose: 'reader',
  answer: ({ record }) => ({ message: controlCard(record) }),
});
