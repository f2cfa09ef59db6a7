import { z } from 'zod';
import { statsOf } from '../../domain/ticket/momentum.ts';
import { repoNamed } from '../../domain/ticket/place.ts';
import { isRaised, tickets } from '../../domain/ticket/ticket.ts';
import { statsChart, statsView } from '../../views/ticket/digest.ts';
import { beginChart } from '../chart.ts';
import { defineForAnyone } from './define.ts';

export const ticketStats = defineForAnyone({
  name: 'ticket stats',
  about: 'What was raised and closed, week by week, with a chart',
  usage: '[<repo>]',
  args: z.object({ repo: z.string().max(200).optional() }),
  changes: false,
  async run({ args, settings, desk, intent }) {
    const repo = args.repo === undefined ? undefined : repoNamed(settings, args.repo);
    const all = (await desk.list(tickets, { limit: 2_000 })).map(({ record }) => record);
    // what was raised in a private place is counted nowhere else
    const told = all.filter((ticket) => isRaised(ticket) && (!ticket.fromPrivate || ticket.askedIn === intent.channel));
    const stats = statsOf(told, repo === undefined ? undefined : [repo], desk.now());
    const where = repo ?? 'all repositories';
    if (stats.total === 0) return { message: statsView(stats, where, false) };
    beginChart('tickets', statsChart(stats, where), { intent, desk });
    return { message: statsView(stats, where, true) };
  },
});
