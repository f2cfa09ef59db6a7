import { personOnGitHub, personWith, refTo } from '../../domain/person.ts';
import type { Settings } from '../../domain/settings.ts';
import { type Assignee, type Ticket, type TicketIn, tickets } from '../../domain/ticket/ticket.ts';
import type { Ready } from '../../pipeline/command.ts';

const aMinute = 60_000;
const usualPerMinute = { person: 10, workspace: 30 };

type Raising = Pick<Ready<unknown>, 'desk' | 'actor' | 'intent' | 'settings'>;

/** What a ticket needs to begin with; the rest is empty. */
export type Wish = Pick<TicketIn<'noted'>, 'title'> &
  Partial<
    Pick<
      TicketIn<'noted'>,
      'text' | 'labels' | 'assignees' | 'priority' | 'repo' | 'about' | 'withThread' | 'origin' | 'service' | 'environment'
    >
  >;

/**
 * A ticket begins: written down with the request, and raised at GitHub afterwards. Other commands begin theirs with it too, as for a build.
 * @throws Refusal `rate_limited`
 */
export async function beginTicket(raising: Raising, wish: Wish): Promise<Ticket> {
  const { desk, actor, intent } = raising;
  keepThePace(raising);
  const ticket: Ticket = {
    text: '',
    labels: [],
    assignees: [],
    repo: null,
    withThread: false,
    ...wish,
    status: 'noted',
    id: await desk.newId('T'),
    traceId: intent.traceId,
    askedBy: refTo(actor),
    askedAt: desk.now().toISOString(),
    askedIn: intent.channel,
    ...answersOf(intent),
    sure: { duplicate: false, publicity: false },
  };
  desk.begin(tickets, ticket);
  return ticket;
}

/** Where private answers go. */
export const answersOf = ({ responseUrl, threadTs, inPlace }: Ready<unknown>['intent']) => ({
  ...(threadTs !== undefined && { threadTs }),
  ...(responseUrl !== undefined && { responseUrl }),
  ...(inPlace && { inPlace }),
});

/** So many in a minute by one person, and by everybody together: a loop somewhere does not fill a tracker. */
function keepThePace({ desk, actor, settings }: Raising): void {
  const { person, workspace } = settings.tickets?.perMinute ?? usualPerMinute;
  const wait = 'and I take no more. Wait a minute and try again.';
  desk.keepTo(
    { name: `tickets of ${actor.id}`, most: person, withinMs: aMinute },
    `That is ${person} tickets of yours in a minute, ${wait}`,
  );
  desk.keepTo({ name: 'tickets', most: workspace, withinMs: aMinute }, `That is ${workspace} tickets in a minute from everybody, ${wait}`);
}

/** `<@U0ANA|ana>` or `@login`, as a person at GitHub; somebody without an account there keeps their name. */
export function assigneesIn(settings: Settings, words: string | undefined): Assignee[] {
  return (words ?? '').split(/[\s,]+/).flatMap((word): Assignee[] => {
    const [, userId, shown] = /^<@([UW][A-Z0-9]+)(?:\|([^>]*))?>$/.exec(word) ?? [];
    if (userId !== undefined) {
      const person = personWith(settings, userId);
      const name = person?.name ?? (shown === undefined || shown === '' ? 'somebody of Slack' : shown);
      return [{ name, ...(person?.github !== undefined && { login: person.github }) }];
    }
    const login = word.replace(/^@/, '');
    if (!/^[a-z\d](?:[a-z\d-]{0,38})$/i.test(login)) return [];
    const known = personOnGitHub(settings, login);
    return [{ name: known?.name ?? login, ...(known?.github !== undefined && { login: known.github }) }];
  });
}

export const labelsIn = (words: string | undefined): string[] => [
  ...new Set(
    (words ?? '')
      .split(/[\s,]+/)
      .map((word) => word.replace(/^#/, ''))
      .filter((word) => word !== ''),
  ),
];
