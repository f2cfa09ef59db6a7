import { z } from 'zod';
import type { Format } from '../../domain/incident/export.ts';
import { type Incident, takesPart } from '../../domain/incident/incident.ts';
import { type About, type PaperIn, papers } from '../../domain/incident/paper.ts';
import { groupings } from '../../domain/incident/stats.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { Duration } from '../../domain/settings.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { onItView } from '../../views/incident/paper.ts';
import { placeOf } from '../../views/incident/place.ts';
import { IncidentArgument } from '../arguments.ts';
import { defineAboutIncident, defineIncidentCommand } from './define.ts';
import { incidentHere } from './meant.ts';

/** What is written about incidents: the timeline as a file, statistics, a review. */

const usualSinceMs = 90 * 86_400_000;
const longestSinceMs = 5 * 365 * 86_400_000;

export const incidentStats = defineIncidentCommand({
  name: 'incident stats',
  about: 'How many there were, and how long they took, with a chart',
  usage: '[--by <by>] [--since <since>]',
  args: z.object({
    by: z
      .enum(groupings)
      .optional()
      .describe(`one of ${groupings.join(', ')}`),
    since: Duration.refine((ms) => ms > 0 && ms <= longestSinceMs)
      .optional()
      .describe('a time such as 90d'),
  }),
  whose: 'responder', // everybody in the channel sees it
  async run(asked) {
    const { args, desk, intent } = asked;
    const since = new Date(desk.now().getTime() - (args.since ?? usualSinceMs)).toISOString();
    const isDirect = intent.channel.startsWith('D') || intent.via === 'cli';
    const where = isDirect ? { person: asked.actor.userId } : { channel: intent.channel };
    return begin(asked, { kind: 'stats', by: args.by ?? 'severity', since }, where, 'the statistics');
  },
});

export const incidentReview = defineAboutIncident({
  name: 'incident review',
  about: 'Draft the review of an incident: what happened and what it followed from, without blame',
  usage: '[<incident>]',
  args: z.object({ incident: IncidentArgument.optional() }),
  whose: 'responder',
  answer({ record }, asked) {
    if (record.status === 'merged' || record.status === 'cancelled')
      throw new Refusal('stale_card', `\`${record.id}\` was ${record.status}; there is nothing to review.`);
    return begin(asked, { kind: 'review', incident: record.id }, placeOf(record), `the draft of the review of \`${record.id}\``);
  },
});

/** A file with the whole timeline: where people work on the incident when one of them asks for it there, else to the asker alone. */
export async function exportTimelineOf(asked: Ready<unknown>, incident: Incident, format: Format): Promise<Reply> {
  const here = await incidentHere(asked);
  const isTheirs = here?.record.id === incident.id && takesPart(incident, asked.actor.id);
  const where = isTheirs ? placeOf(incident) : { person: asked.actor.userId };
  return begin(asked, { kind: 'timeline', incident: incident.id, format }, where, `the timeline of \`${incident.id}\``);
}

function begin({ desk, actor, intent }: Ready<unknown>, about: About, where: PaperIn<'wanted'>['where'], what: string): Reply {
  const { traceId } = intent;
  desk.begin(papers, {
    status: 'wanted',
    id: `paper-${intent.id}`,
    traceId,
    askedBy: refTo(actor),
    askedAt: desk.now().toISOString(),
    where,
    about,
  });
  return { message: onItView(what, 'person' in where) };
}
