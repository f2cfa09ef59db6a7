import { type CaptureIn, captureId, captures } from '../../domain/incident/capture.ts';
import { channelNameOf } from '../../domain/incident/declaration.ts';
import { type Errand, type Incident, type IncidentIn, type RunningIncident, unnamed } from '../../domain/incident/incident.ts';
import { refTo } from '../../domain/person.ts';
import { redact } from '../../domain/redact.ts';
import { type Bench, become, beginAlso, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import type { Arranged } from '../../ports.ts';
import { cardKey } from '../../views/incident/messages.ts';
import { topicOf } from '../../views/incident/words.ts';
import { lineIn } from './line.ts';

/** A channel's name may be taken by somebody else's channel; after so many the work goes on in a thread. */
const mostNames = 3;
const longestTitle = 100;
/** A message of ours stands soon; without it there is nothing to pin. */
const patienceMs = 5 * 60_000;

type Arranging = RunningIncident | IncidentIn<'resolved'>;
type ErrandOf<Kind extends Errand['kind']> = Extract<Errand, { kind: Kind }>;

/**
 * What is to be arranged in Slack, one thing at a time, in its order. Each is written off once Slack has said that it is so, and bears being
 * asked for again: a channel of that name which we have opened is found again.
 */
export async function runTheErrands(incident: Arranging, bench: Bench): Promise<Next<Incident> | undefined> {
  const [errand, ...left] = incident.errands;
  if (errand === undefined) return undefined;
  const rest = { ...incident, errands: left };
  switch (errand.kind) {
    case 'adopt':
      return adopt(rest, errand, bench);
    case 'channel':
      return openTheChannel(rest, errand, bench);
    case 'topic':
      return inChannel(rest, 'set the topic', (channel) => bench.workspace.setTopic(channel, topicOf(incident)));
    case 'pin':
      return pinTheCard(incident, rest, bench);
    case 'bookmark':
      return inChannel(rest, 'keep a bookmark', (channel) => bench.workspace.bookmark(channel, errand));
    case 'bookmarks':
      return bookmarkWhatIsKnown(incident, rest, bench);
    case 'inviteOwners':
      return become({ ...rest, errands: [...left, { kind: 'invite', userIds: await ownersOf(incident, bench) }] });
    case 'page':
      return call(rest, errand, bench);
    case 'invite':
      return errand.userIds.length === 0
        ? become(rest)
        : inChannel(rest, 'invite everybody', (channel) => bench.workspace.invite(channel, errand.userIds));
  }
}

/** The message that made somebody declare it. */
async function adopt(incident: Arranging, { channel, ts, threadTs }: ErrandOf<'adopt'>, bench: Bench): Promise<Next<Incident>> {
  const place = { channel, ts, ...(threadTs !== undefined && { threadTs }) };
  const said = await bench.workspace.messageAt(place);
  const title = redact(said?.text ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const named = incident.title === unnamed && title !== '' ? { ...incident, title: title.slice(0, longestTitle) } : incident;
  const capture: CaptureIn<'asked'> = {
    status: 'asked',
    id: captureId(incident.id, place),
    incident: incident.id,
    ...place,
    by: [incident.declaredBy],
    askedAt: incident.declaredAt,
    traceId: incident.traceId,
    round: 0,
  };
  return { record: named, also: said ? [beginAlso(captures, capture)] : [] };
}

/** Opened and named; where Slack refuses, the work goes on where it is, and that is said. */
async function openTheChannel(incident: Arranging, { take }: ErrandOf<'channel'>, bench: Bench): Promise<Next<Incident>> {
  const name = channelNameOf(incident, take);
  const opened = await bench.workspace.openChannel(name, { isPrivate: incident.private });
  if (opened.outcome === 'done') {
    const moved = { ...incident, place: { kind: 'channel', channel: opened.channel, name }, formerly: incident.place, lost: null } as const;
    return { record: moved, events: [await told(incident, `the work goes on in #${name}`, bench)] };
  }
  if (opened.code === 'name_taken' && take + 1 < mostNames)
    return become({ ...incident, errands: [{ kind: 'channel', take: take + 1 }, ...incident.errands] });
  const where = incident.place.kind === 'thread' ? 'in this thread' : 'here, where nobody else reads it';
  const trouble = `Slack did not open a channel (\`${opened.code}\`), so the work goes on ${where}.`;
  return {
    record: { ...incident, errands: [], troubles: [...incident.troubles, trouble] },
    events: [await told(incident, trouble.replaceAll('`', ''), bench)],
  };
}

/** What only a channel can have; a thread goes without. */
async function inChannel(incident: Arranging, what: string, arrange: (channel: string) => Promise<Arranged>): Promise<Next<Incident>> {
  if (incident.place.kind !== 'channel') return become(incident);
  const arranged = await arrange(incident.place.channel);
  if (arranged.outcome === 'done') return become(incident);
  const trouble = `Slack did not let me ${what} (\`${arranged.code}\`).`;
  return become(incident.troubles.includes(trouble) ? incident : { ...incident, troubles: [...incident.troubles, trouble] });
}

async function pinTheCard(incident: Arranging, rest: Arranging, bench: Bench): Promise<Next<Incident>> {
  const card = await bench.store.message(cardKey(incident));
  const isLate = bench.clock.now().getTime() - Date.parse(incident.declaredAt) > patienceMs;
  if (card?.ts == null || card.postedIn === null) return isLate ? become(rest) : lookAgainIn(incident, 1_000);
  const { ts } = card;
  return inChannel(rest, 'pin the card', (channel) => bench.workspace.pin(channel, ts));
}

/** The headline, the page that people outside read, and what is written down beside the services. */
async function bookmarkWhatIsKnown(incident: Arranging, rest: Arranging, bench: Bench): Promise<Next<Incident>> {
  const headline = incident.headlineIn === null ? undefined : await bench.store.message(incident.id);
  const isLate = bench.clock.now().getTime() - Date.parse(incident.declaredAt) > patienceMs;
  if (headline && headline.ts === null && !isLate) return lookAgainIn(incident, 1_000);
  const address =
    headline?.ts != null && headline.postedIn !== null ? await bench.workspace.permalink(headline.postedIn, headline.ts) : undefined;
  const { services, incidents } = bench.policy.settings();
  const known = incident.services.flatMap((service) => Object.entries(services[service]?.links ?? {}));
  const errands: Errand[] = [
    ...(address === undefined ? [] : [{ kind: 'bookmark', title: 'Headline', url: address } as const]),
    ...(incidents.statusPage?.url === undefined
      ? []
      : [{ kind: 'bookmark', title: 'Status page', url: incidents.statusPage.url } as const]),
    ...known.map(([title, url]) => ({ kind: 'bookmark', title, url }) as const),
  ];
  return become({ ...rest, errands: [...errands, ...rest.errands] });
}

/** As many as are still shown to those who were called. */
const mostPages = 5;

/** Everybody who is meant gets a word of their own, and is let in. */
async function call(incident: Arranging, { who, by }: ErrandOf<'page'>, bench: Bench): Promise<Next<Incident>> {
  const userIds = await insiders(who, bench);
  if (userIds.length === 0) {
    const trouble = `Nobody whom ${by} called could be reached.`;
    return become({ ...incident, troubles: [...new Set([...incident.troubles, trouble])] });
  }
  const number = (incident.pages.at(-1)?.number ?? 0) + 1;
  const pages = [...incident.pages, { number, by, userIds }].slice(-mostPages);
  // of a private one only its people may know; whoever is called becomes one of them
  const people = incident.private ? await withAll(incident.people, userIds, bench) : incident.people;
  return become({ ...incident, pages, people, errands: [{ kind: 'invite', userIds }, ...incident.errands] });
}

async function withAll(people: Incident['people'], userIds: readonly string[], { directory, rights }: Bench): Promise<Incident['people']> {
  const { teamId } = await directory.home();
  const called = await Promise.all(userIds.map((userId) => rights.personOf({ teamId, userId })));
  const known = called.flatMap((person) => (person ? [refTo(person)] : []));
  return [...people, ...known.filter(({ id }) => !people.some((one) => one.id === id))];
}

/** Whoever owns an affected service, and whoever is on call. Into a private channel only its own people are invited. */
async function ownersOf(incident: Arranging, bench: Bench): Promise<string[]> {
  const own = incident.people.map(({ userId }) => userId);
  if (incident.private) return own;
  const settings = bench.policy.settings();
  const owners = incident.services.flatMap((service) => settings.services[service]?.owners ?? []);
  const named = [...owners, ...(settings.incidents.onCall === undefined ? [] : [settings.incidents.onCall])];
  return insiders([...own, ...named], bench);
}

/** Those people, and the members of those user groups, as far as they are of this company. */
async function insiders(named: readonly string[], { directory, rights }: Bench): Promise<string[]> {
  const members = await Promise.all(named.map((one) => (one.startsWith('S') ? directory.group(one, 60_000) : [one])));
  const { teamId } = await directory.home();
  const all = [...new Set(members.flat())];
  const inside = await Promise.all(all.map((userId) => rights.isInside({ teamId, userId })));
  return all.filter((_userId, index) => inside[index]);
}

const told = (incident: Arranging, text: string, bench: Bench) =>
  lineIn(incident, { kind: 'channel', text, key: `channel:${text}`, occurredAt: bench.clock.now().toISOString() }, bench);
