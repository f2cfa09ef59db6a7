import { type Incident, type incidentEndings, incidents } from '../../domain/incident/incident.ts';
import type { ReasonCode } from '../../domain/problems.ts';
import { defineWorkflow } from '../../pipeline/workflow.ts';
import { incidentMessages } from '../../views/incident/messages.ts';
import { followIt, keepItForAWhile, openIt } from './follow.ts';

/** From the declaration to the day it is closed: the bot arranges the place, and reads along. */
export const incidentWorkflow = defineWorkflow<Incident, (typeof incidentEndings)[number]>({
  of: incidents,
  steps: { declared: openIt, open: followIt, mitigated: followIt, resolved: keepItForAWhile },
  show: incidentMessages,
  onProblem: () => undefined,
  reason: reasonOf,
});

function reasonOf({ status }: Incident): ReasonCode {
  switch (status) {
    case 'merged':
      return 'superseded';
    case 'cancelled':
      return 'cancelled';
    case 'declared':
    case 'open':
    case 'mitigated':
    case 'resolved':
    case 'closed':
      return 'ok';
  }
}
