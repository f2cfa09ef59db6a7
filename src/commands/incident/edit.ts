import { z } from 'zod';
import { EventId, incidentOfEvent } from '../../domain/incident/event.ts';
import { incidents } from '../../domain/incident/incident.ts';
import { type Line, linesOf } from '../../domain/incident/timeline.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Asked, Ready } from '../../pipeline/command.ts';
import { changedView } from '../../views/incident/asked.ts';
import { defineIncidentCommand } from './define.ts';
import { leads, namedIncident } from './meant.ts';
import { asWritten, writeLine } from './write.ts';

/** What corrects a line stands beside it: nothing that was written down is ever changed or taken away. */

const Event = EventId.describe('a line of a timeline such as E-17-4');

export const editLine = defineIncidentCommand({
  name: 'incident edit',
  about: 'Correct a line of a timeline; what it said before is kept',
  usage: '<line> <text...>',
  args: z.object({ line: Event, text: z.string().max(1_500).describe('a text of at most 1,500 characters') }),
  whose: 'responder',
  permission: mayCorrect,
  async run(asked) {
    const { incident, line } = await lineNamed(asked, asked.args.line);
    const text = await asWritten(asked, asked.args.text);
    await writeLine(asked, incident, { kind: 'edit', of: line.id, text });
    return { message: changedView(incident, `${line.id} reads now: ${text}`) };
  },
});

export const strikeLine = defineIncidentCommand({
  name: 'incident strike',
  about: 'Strike a line of a timeline out, and say why; it is kept',
  usage: '<line> <why...>',
  args: z.object({ line: Event, why: z.string().max(500).describe('a text of at most 500 characters') }),
  whose: 'responder',
  permission: mayCorrect,
  async run(asked) {
    const { incident, line } = await lineNamed(asked, asked.args.line);
    if (line.struck) throw new Refusal('duplicate', `\`${line.id}\` is struck out already, by ${line.struck.by.name}.`);
    await writeLine(asked, incident, { kind: 'strike', of: line.id, text: await asWritten(asked, asked.args.why) });
    return { message: changedView(incident, `${line.id} is struck out`) };
  },
});

/** One's own lines are one's own to correct; those of others are for commanders, and for whoever leads. */
async function mayCorrect(asked: Asked<{ line: string }>) {
  const line = await lineIn(asked.desk, asked.args.line);
  const incident = await asked.desk.load(incidents, incidentOfEvent(asked.args.line));
  const isTheirs = line === undefined || line.actor.userId === asked.from.userId || (incident && leads(asked, incident.record));
  return { verb: isTheirs ? 'incident.log' : 'incident.command' };
}

const lineIn = async (desk: Pick<Ready<unknown>['desk'], 'timeline'>, id: string): Promise<Line | undefined> =>
  linesOf(await desk.timeline(incidentOfEvent(id))).find((line) => line.id === id);

/** @throws Refusal `bad_arguments` when there is no such line that they may know of */
async function lineNamed(asked: Ready<unknown>, id: string) {
  const { record } = await namedIncident(asked, incidentOfEvent(id));
  const line = await lineIn(asked.desk, id);
  if (!line)
    throw new Refusal('bad_arguments', `\`${record.id}\` has no line \`${id}\`. \`/incident timeline ${record.id} --all\` shows them.`);
  return { incident: record, line };
}
