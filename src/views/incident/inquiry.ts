import type { Inquiry, InquiryIn } from '../../domain/incident/inquiry.ts';
import type { Suspect } from '../../domain/incident/suspects.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, type Block, buttons, code, cut, line, link, type Marked, message, mrkdwn, sentence } from '../kit.ts';
import { clock } from './words.ts';

/** What changed, the most likely first, each with the reasons for its place. */
export function inquiryMessages(inquiry: Inquiry): MessageWrite[] {
  if (inquiry.status === 'asked') return [];
  const { id, incident, to } = inquiry;
  const told = { key: `${id}/told`, recordId: incident, message: suspectsView(inquiry) };
  if (to.kind === 'place') return [{ ...told, channel: to.channel, ...(to.threadKey !== undefined && { threadKey: to.threadKey }) }];
  return [{ ...told, channel: to.askedIn, privatelyTo: to.userId, ...(to.responseUrl !== undefined && { responseUrl: to.responseUrl }) }];
}

export function suspectsView({ incident, suspects, more, since, services, trouble, traceId }: InquiryIn<'told'>): Message {
  const what = services.length === 0 ? 'anywhere' : `on ${services.join(', ')} and what it depends on`;
  const head =
    suspects.length === 0
      ? mrkdwn`:mag: ${code(incident)}: nothing that I know of changed ${what} since ${clock(since)}.`
      : mrkdwn`:mag: *What changed before ${code(incident)}*, the most likely first`;
  return message(
    head,
    line(head),
    ...suspects.flatMap((suspect, index) => suspectBlocks(suspect, index + 1)),
    more > 0 ? line(mrkdwn`+${more} more, all less likely`) : undefined,
    trouble === null ? undefined : line(mrkdwn`:warning: ${sentence(trouble)}`),
    aside(mrkdwn`Looked ${what}, since ${clock(since)}. A place in this list is a hint and no proof · trace ${code(traceId)}`),
  );
}

const longestWhat = 200;

function suspectBlocks(suspect: Suspect, place: number): Block[] {
  const { id, kind, service, what, by, at, reasons, score, diffUrl } = suspect;
  const name = service === undefined ? mrkdwn`` : mrkdwn`*${service}* `;
  const diff = diffUrl === undefined ? mrkdwn`` : mrkdwn` · ${link(kind === 'build' ? 'the run' : 'what changed', diffUrl)}`;
  const said = mrkdwn`*${place}.* ${code(id)} ${kind}: ${name}${cut(what, longestWhat)}${by === undefined ? '' : `, asked for by ${by}`} at ${clock(at)}${diff}\n${because(reasons, score)}`;
  return [line(said), ...rollBack(suspect)];
}

const because = (reasons: readonly string[], score: number): Marked => mrkdwn`_${reasons.join(' · ')}_ (${score})`;

/** It walks the ordinary corridor: who presses it may do it, or not. */
function rollBack({ rollsBack, service, environment, what }: Suspect): Block[] {
  if (rollsBack === undefined || service === undefined || environment === undefined) return [];
  return [
    buttons({
      label: 'Roll back',
      does: `rollback ${service} in ${environment} --of ${rollsBack}`,
      style: 'danger',
      confirm: {
        title: 'Roll back?',
        text: `${service} in ${environment} (${what}): the last verified release before it is put back.`,
        yes: 'Roll back',
      },
    }),
  ];
}
