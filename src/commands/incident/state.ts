import { z } from 'zod';
import { severityIn } from '../../domain/incident/declaration.ts';
import { Phase } from '../../domain/incident/event.ts';
import { Cause, causes, type Incident, type IncidentIn, type RunningIncident, Stage, stages } from '../../domain/incident/incident.ts';
import { mitigate, retitled, withPhase } from '../../domain/incident/moves.ts';
import { Refusal } from '../../domain/problems.ts';
import { causeModal } from '../../views/incident/closing.ts';
import { severityWord } from '../../views/incident/words.ts';
import { IncidentArgument } from '../arguments.ts';
import { changeIncident, defineAboutIncident, defineIncidentChange } from './define.ts';
import { insistOnRunning } from './meant.ts';
import { asWritten } from './write.ts';

/** How bad it is, and how far the work on it has come. */

const Text = z.string().max(1_000).optional().describe('a text of at most 1,000 characters');

export const setSeverity = defineIncidentChange({
  name: 'incident sev',
  also: ['incident severity'],
  about: 'How bad it is, from 1 (everything is down) to 5, and why that is so now',
  usage: '<severity> [<why...>] [--in <incident>]',
  args: z.object({
    severity: z
      .string()
      .refine((word) => severityIn(word, true) !== undefined)
      .describe('a severity from 1 to 5'),
    why: Text,
    in: IncidentArgument.optional(),
  }),
  whose: 'commander',
  async change(incident, asked) {
    const severity = severityIn(asked.args.severity, true) ?? null;
    if (severity === incident.severity) throw new Refusal('duplicate', `\`${incident.id}\` is ${severityWord(severity)} already.`);
    const why = asked.args.why === undefined ? '' : `: ${await asWritten(asked, asked.args.why)}`;
    const before = incident.severity === null ? '' : `, it was ${severityWord(incident.severity)}`;
    return {
      next: retitled({ ...incident, severity }),
      line: { kind: 'severity', text: `${severityWord(severity)} now${before}${why}` },
      say: `${severityWord(severity)} now${before}`,
    };
  },
});

export const setStatus = defineIncidentChange({
  name: 'incident status',
  about: `How far the work has come: ${stages.join(', ')}`,
  usage: '<status> [<text...>] [--in <incident>]',
  args: z.object({ status: Stage.describe(`one of ${stages.join(', ')}`), text: Text, in: IncidentArgument.optional() }),
  whose: 'commander',
  async change(incident, asked) {
    const { status, text } = asked.args;
    if (status === 'resolved')
      throw new Refusal('bad_arguments', 'An incident is resolved by `/incident resolve <summary>`, which says what is still missing.');
    const said = text === undefined ? '' : `: ${await asWritten(asked, text)}`;
    return {
      next: retitled({ ...incident, stage: status }),
      line: { kind: 'status', text: `${status} now${said}` },
      say: `${status} now`,
    };
  },
});

export const setPhase = defineIncidentChange({
  name: 'incident phase',
  about: 'Observation (what is it?), response (stop the harm) or remediation (make it right)',
  usage: '<phase> [--in <incident>]',
  args: z.object({ phase: Phase.describe('one of observation, response and remediation'), in: IncidentArgument.optional() }),
  whose: 'commander',
  change(incident, { args: { phase }, desk }) {
    if (phase === incident.phase) throw new Refusal('duplicate', `\`${incident.id}\` is in ${phase} already.`);
    const next = withPhase(incident, phase, desk.now().toISOString());
    return { next, line: { kind: 'phase', text: `in ${phase} now` }, say: `in ${phase} now` };
  },
});

export const setImpact = defineIncidentChange({
  name: 'incident impact',
  about: 'What people outside notice of it',
  usage: '<text...> [--in <incident>]',
  args: z.object({ text: z.string().max(500).describe('a text of at most 500 characters'), in: IncidentArgument.optional() }),
  whose: 'responder',
  async change(incident, asked) {
    const impact = await asWritten(asked, asked.args.text);
    return { next: { ...incident, impact }, line: { kind: 'impact', text: `impact: ${impact}` }, say: `impact: ${impact}` };
  },
});

export const setCause = defineAboutIncident({
  name: 'incident cause',
  about: `Which kind of cause: ${causes.join(', ')}`,
  usage: '[<cause>] [--in <incident>]',
  args: z.object({ cause: Cause.optional().describe(`one of ${causes.join(', ')}`), in: IncidentArgument.optional() }),
  whose: 'commander',
  answer(loaded, asked) {
    const incident = withoutGap(loaded.record);
    const { cause } = asked.args;
    if (cause === undefined) return { modal: causeModal(incident) };
    const said = `kind of cause: ${cause}`;
    return changeIncident(asked, loaded, { next: { ...incident, cause }, line: { kind: 'status', text: said }, say: said });
  },
});

/** What caused it is often known only when all is over; then it is missing no more. */
function withoutGap(incident: Incident): RunningIncident | IncidentIn<'resolved'> {
  if (incident.status !== 'resolved') return insistOnRunning(incident);
  return { ...incident, missing: incident.missing.filter((field) => field !== 'cause') };
}

export const markMitigated = defineIncidentChange({
  name: 'incident mitigated',
  about: 'The harm is stopped; what is left is to make it right',
  usage: '[<incident>]',
  args: z.object({ incident: IncidentArgument.optional() }),
  whose: 'commander',
  change(incident, { desk }) {
    if (incident.status === 'mitigated') throw new Refusal('duplicate', `\`${incident.id}\` is mitigated already.`);
    const next = retitled(mitigate(incident, desk.now().toISOString()));
    return { next, line: { kind: 'mitigated', text: 'mitigated' }, say: 'mitigated; in remediation now' };
  },
});
