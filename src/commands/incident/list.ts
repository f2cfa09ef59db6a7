import { z } from 'zod';
import { incidents, mayKnow, runningStatuses } from '../../domain/incident/incident.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { controlCard } from '../../views/incident/card.ts';
import { listView } from '../../views/incident/lists.ts';
import { defineIncidentCommand } from './define.ts';
import { incidentHere } from './meant.ts';

export const listIncidents = defineIncidentCommand({
  name: 'incident list',
  about: 'The incidents that are open, and the last ones',
  usage: '',
  args: z.object({}),
  whose: 'reader',
  run: list,
});

export const incident = defineIncidentCommand({
  name: 'incident',
  about: 'In an incident: where it stands. Elsewhere: what is open',
  usage: '',
  args: z.object({}),
  whose: 'reader',
  async run(asked) {
    const here = await incidentHere(asked);
    return here ? { message: controlCard(here.record) } : list(asked);
  },
});

async function list({ desk, actor }: Pick<Ready<unknown>, 'desk' | 'actor'>): Promise<Reply> {
  const known = async (status: readonly string[], limit: number) =>
    (await desk.list(incidents, { status, limit })).map(({ record }) => record).filter((one) => mayKnow(one, actor.id));
  const all = await desk.list(incidents, { status: runningStatuses, limit: 50 });
  const hidden = all.filter(({ record }) => !mayKnow(record, actor.id)).length;
  const [running, over] = await Promise.all([known(runningStatuses, 50), known(['resolved', 'closed', 'merged', 'cancelled'], 10)]);
  return { message: listView(running, over, hidden) };
}
