import { deploys } from '../../domain/deploy.ts';
import { laneOf } from '../../domain/names.ts';
import { personWith } from '../../domain/person.ts';
import { redact } from '../../domain/redact.ts';
import type { Settings } from '../../domain/settings.ts';
import { knownRepos, placeFor, serviceIn } from '../../domain/ticket/place.ts';
import { isRaised, type Quote, type Ticket, type TicketIn, tickets } from '../../domain/ticket/ticket.ts';
import { legibleSlack, titleFrom } from '../../domain/ticket/words.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, type Next } from '../../pipeline/workflow.ts';
import type { Said } from '../../ports.ts';
import { placeOf } from './publicity.ts';

const mostQuoted = 20;

/** What it is about: the message, the channel it comes from, and what runs of the service it names. */
export async function readWhatItIsAbout(ticket: TicketIn<'noted'>, bench: Bench): Promise<Next<Ticket>> {
  const settings = bench.policy.settings();
  const said = ticket.about === undefined ? [] : await messagesOf(ticket, ticket.about, bench);
  const quotes = await Promise.all(said.map((one) => quoteOf(one, bench)));
  const title = ticket.title === '' ? titleFrom(quotes[0]?.text ?? '') : ticket.title;
  if (title === '') return become({ ...ticket, status: 'refused', code: 'bad_arguments', say: nothingToRaise(said.length > 0) });

  const card = said.length > 0 ? undefined : await cardOf(ticket, bench);
  const source = ticket.about ?? card;
  const [{ channel, isPrivate }, permalink] = await Promise.all([
    placeOf(ticket.askedIn, bench),
    source && bench.workspace.permalink(source.channel, source.ts),
  ]);
  const service = ticket.service ?? serviceIn(settings, `${title} ${ticket.text} ${quotes.map(({ text }) => text).join(' ')}`);
  const live = service === undefined ? undefined : await liveVersion(bench, settings, service, ticket.environment);
  const known = {
    ...ticket,
    title,
    quotes,
    fromPrivate: isPrivate,
    ...(card !== undefined && { card }),
    ...(permalink !== undefined && { permalink }),
    ...(channel !== undefined && !channel.direct && { channelName: channel.name }),
    ...(service !== undefined && { service }),
    ...live,
  };
  const repo = ticket.repo ?? placeFor(settings, { channel: ticket.askedIn, service, last: await lastRepoOf(bench, ticket) });
  if (repo !== undefined) return become({ ...known, status: 'checking', repo });
  const choices = knownRepos(settings);
  if (choices.length === 0) {
    const say = 'I know no repository to raise it in. Name one with `in owner/name`, or write `tickets.defaultRepo` into shipmate.yaml.';
    return become({ ...ticket, status: 'refused', code: 'bad_arguments', say });
  }
  return become({ ...known, status: 'askingRepository', choices });
}

const nothingToRaise = (isThere: boolean): string =>
  isThere
    ? 'There are no words in that message to make a title of. Give it one with `/ticket <title>`.'
    : 'That message is not there any more, so there is nothing to quote. Raise it with `/ticket <title>`.';

async function messagesOf({ withThread }: Ticket, about: NonNullable<Ticket['about']>, { workspace }: Bench): Promise<Said[]> {
  const message = await workspace.messageAt(about);
  if (message === undefined) return [];
  if (!withThread) return [message];
  const thread = await workspace.thread(about.channel, about.threadTs ?? about.ts, mostQuoted);
  return [message, ...thread.filter(({ ts }) => ts !== message.ts)];
}

/** Where that which it comes from is shown in the channel in which it was asked for. */
async function cardOf({ origin, askedIn }: Ticket, { store }: Bench): Promise<{ channel: string; ts: string } | undefined> {
  if (origin === undefined) return undefined;
  for (const key of [origin, `${origin}/in-${askedIn}`]) {
    const shown = await store.message(key);
    if (shown?.postedIn === askedIn && shown.ts !== null) return { channel: askedIn, ts: shown.ts };
  }
  return undefined;
}

export async function quoteOf({ text, from, byBot, files }: Said, { policy, rights }: Pick<Bench, 'policy' | 'rights'>): Promise<Quote> {
  const nameOf = (userId: string) => personWith(policy.settings(), userId)?.name;
  const by = from === undefined || byBot ? 'A program' : await rights.nameOf(from.userId);
  return { by, text: redact(legibleSlack(text, nameOf)), files: files.length };
}

/** What of the service was deployed last, where it counts most. */
async function liveVersion(bench: Bench, settings: Settings, service: string, wanted: string | undefined) {
  const targets = Object.keys(settings.services[service]?.targets ?? {});
  const environment = wanted ?? targets.find((name) => settings.environments[name]?.protected) ?? targets[0];
  if (environment === undefined) return {};
  const lane = laneOf(service, environment);
  const [stored] = await bench.store.records({ kind: deploys.kind, lane, status: ['live'], limit: 1 });
  const deploy = stored && read(deploys, stored).record;
  return { environment, ...(deploy?.status === 'live' && deploy.release !== undefined && { version: deploy.release.version }) };
}

/** Where the asker raised something last. */
async function lastRepoOf({ store }: Bench, { askedBy, id }: Ticket): Promise<string | undefined> {
  const stored = await store.records({ kind: tickets.kind, limit: 200 });
  const own = stored.map((one) => read(tickets, one).record).find((one) => one.id !== id && one.askedBy.id === askedBy.id && isRaised(one));
  return own?.repo ?? undefined;
}
