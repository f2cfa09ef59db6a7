import { Outage, type ReasonCode, Refusal } from '../../domain/problems.ts';
import { isRaised, type Ticket, type TicketIn, type ticketEndings, tickets } from '../../domain/ticket/ticket.ts';
import { type Bench, become, defineWorkflow, lookAgainIn, type Next, rest, type Trouble } from '../../pipeline/workflow.ts';
import { ticketMessages } from '../../views/ticket/messages.ts';
import { addTheVoice } from './join.ts';
import { patienceMs } from './publicity.ts';
import { checkThePlace, raiseTheIssue, settleIn, waitForTheTurn } from './raise.ts';
import { readWhatItIsAbout } from './read.ts';

const mistakesAllowed = 5;

/** From what somebody wrote to an issue, and then what becomes of it. GitHub being away only makes it later. */
export const ticketWorkflow = defineWorkflow<Ticket, (typeof ticketEndings)[number]>({
  of: tickets,
  steps: {
    noted: readWhatItIsAbout,
    askingRepository: waitForAnAnswer,
    checking: checkThePlace,
    askingPublicity: waitForAnAnswer,
    askingDuplicate: waitForAnAnswer,
    joining: addTheVoice,
    queued: waitForTheTurn,
    sending: raiseTheIssue,
    raised: settleIn,
    open: async (ticket) => rest<Ticket>(ticket),
  },
  show: (ticket, around) => ticketMessages(ticket, around),
  onProblem,
  reason: reasonOf,
});

async function waitForAnAnswer(
  ticket: TicketIn<'askingRepository' | 'askingPublicity' | 'askingDuplicate'>,
  { clock }: Bench,
): Promise<Next<Ticket>> {
  const leftMs = Date.parse(ticket.askedAt) + patienceMs - clock.now().getTime();
  if (leftMs > 0) return lookAgainIn<Ticket>(ticket, leftMs);
  return become<Ticket>({ ...ticket, status: 'withdrawn', why: 'Nobody answered for a day.' });
}

function onProblem(ticket: Ticket, problem: unknown, { failures, ref }: Trouble): Ticket | undefined {
  if (isRaised(ticket) || problem instanceof Outage) return undefined;
  if (problem instanceof Refusal) return { ...ticket, status: 'refused', code: problem.code, say: problem.say };
  if (failures < mistakesAllowed) return undefined;
  return {
    ...ticket,
    status: 'refused',
    code: 'internal_error',
    say: `Something broke on my side (ref \`${ref}\`). Look at GitHub before you raise it again.`,
  };
}

function reasonOf(ticket: Ticket): ReasonCode {
  switch (ticket.status) {
    case 'refused':
      return ticket.code;
    case 'withdrawn':
      return 'cancelled';
    case 'joining':
    case 'joined':
      return 'duplicate';
    case 'noted':
    case 'askingRepository':
    case 'checking':
    case 'askingPublicity':
    case 'askingDuplicate':
    case 'queued':
    case 'sending':
    case 'raised':
    case 'open':
    case 'closed':
      return 'ok';
  }
}
