import { z } from 'zod';
import { inquiries, inquiryInto } from '../../domain/incident/inquiry.ts';
import { Duration } from '../../domain/settings.ts';
import { changedView } from '../../views/incident/asked.ts';
import { IncidentArgument } from '../arguments.ts';
import { defineAboutIncident } from './define.ts';

const longestMs = 30 * 86_400_000;

export const incidentSuspects = defineAboutIncident({
  name: 'incident suspects',
  also: ['incident changes'],
  about: 'What changed on its services and what they depend on, the most likely first, and why',
  usage: '[<incident>] [--since <since>]',
  args: z.object({
    incident: IncidentArgument.optional(),
    since: Duration.refine((ms) => ms > 0 && ms <= longestMs)
      .optional()
      .describe('a time such as 3h'),
  }),
  whose: 'reader',
  answer({ record }, { args, desk, intent }) {
    const { channel: askedIn, responseUrl } = intent;
    const to = { kind: 'asker', askedIn, userId: intent.from.userId, responseUrl } as const;
    const since = args.since === undefined ? {} : { since: new Date(desk.now().getTime() - args.since) };
    desk.begin(inquiries, inquiryInto(record, { id: `suspects-${intent.id}`, to, ...since }));
    return { message: changedView(record, 'looking for what changed; it follows in a moment') };
  },
});
