import {
  type Capture,
  type CaptureIn,
  type CopiedFile,
  type captureEndings,
  captures,
  shelfOfMessage,
} from '../../domain/incident/capture.ts';
import { type Actor, eventIdIn } from '../../domain/incident/event.ts';
import { incidents } from '../../domain/incident/incident.ts';
import { Outage } from '../../domain/problems.ts';
import { redact } from '../../domain/redact.ts';
import { read, write } from '../../pipeline/records.ts';
import { type Bench, become, defineWorkflow, type Next } from '../../pipeline/workflow.ts';
import type { World } from '../../pipeline/world.ts';
import type { EventWrite, Heard, Said, Unit } from '../../ports.ts';
import { captureMessages } from '../../views/incident/captured.ts';
import { placeOf } from '../../views/incident/place.ts';

/** What people see on a message that was put on a timeline. */
const mark = 'white_check_mark';
/** Larger images are named and not copied. */
const mostBytes = 8 * 1024 * 1024;
const mostFiles = 10;
const dayMs = 86_400_000;

/** Reads exactly the message that was pointed at, writes it down once, and shows that it has. */
export const captureWorkflow = defineWorkflow<Capture, (typeof captureEndings)[number]>({
  of: captures,
  steps: { asked: readTheMessage, written: markAndCopy, withdrawing: takeTheMarkAway },
  show: captureMessages,
  onProblem: giveUpAfterADay,
  reason: ({ status }) => (status === 'unreadable' ? 'channel_refused' : 'ok'),
});

/** A mark that Slack does not take for a day is not worth waiting for; what is to be written down is. */
function giveUpAfterADay(capture: Capture, problem: unknown, { now, since }: { now: Date; since: Date }): Capture | undefined {
  if (!(problem instanceof Outage) || now.getTime() - since.getTime() < dayMs) return undefined;
  switch (capture.status) {
    case 'asked':
      return { ...capture, status: 'unreadable' };
    case 'written':
      return noted(capture);
    case 'withdrawing':
      return { ...capture, status: 'withdrawn' };
    case 'noted':
    case 'withdrawn':
    case 'unreadable':
      return undefined;
  }
}

async function readTheMessage(capture: CaptureIn<'asked'>, bench: Bench): Promise<Next<Capture>> {
  const { incident, channel, ts, threadTs, by, round } = capture;
  const said = await bench.workspace.messageAt({ channel, ts, ...(threadTs !== undefined && { threadTs }) });
  const stored = await bench.store.record(incident);
  if (!said || !stored) return become({ ...capture, status: 'unreadable' });
  const { phase } = read(incidents, stored).record;
  const text = await inWords(said, bench);
  const images = said.files.filter(({ type }) => type.startsWith('image/'));
  const permalink = await bench.workspace.permalink(channel, ts);
  const event = eventIdIn(incident, await bench.ids.next('E'));
  const actor = await authorOf(said, bench);
  const key = `said:${channel}/${ts}${round === 0 ? '' : `#${round}`}`;
  const line = (id: string, data: object, lineKey: string): EventWrite => ({
    id,
    timeline: incident,
    key: lineKey,
    occurredAt: momentOf(ts),
    data: { phase, files: [], ...data },
  });
  const source = { channel, ts, ...(threadTs !== undefined && { threadTs }), ...(permalink !== undefined && { permalink }) };
  const events = [line(event, { kind: 'captured', actor, text, source, files: said.files.map(({ name }) => name) }, key)];
  for (const person of by) {
    if (person.id === actor.id) continue;
    const id = eventIdIn(incident, await bench.ids.next('E'));
    events.push({
      ...line(id, { kind: 'credit', actor: person, text: '', of: event }, `credit:${event}:${person.id}`),
      occurredAt: bench.clock.now().toISOString(),
    });
  }
  const files = images
    .filter(({ bytes }) => bytes <= mostBytes)
    .slice(0, mostFiles)
    .map((file): CopiedFile => ({ ...file, copy: null }));
  return { record: { ...capture, status: 'written', event, text: redact(said.text), files, isMarked: false }, events };
}

/** One thing at a time: the mark that tells people, then each image, taken in and then shown. */
async function markAndCopy(capture: CaptureIn<'written'>, bench: Bench): Promise<Next<Capture>> {
  const { channel, ts, files, isMarked } = capture;
  if (!isMarked) {
    await bench.workspace.react(channel, ts, mark);
    return become({ ...capture, isMarked: true });
  }
  const [file, ...left] = files;
  if (file === undefined) return become(noted(capture));
  if (file.copy === null) {
    const bytes = await bench.workspace.read(file, mostBytes);
    const taken = bytes && (await bench.workspace.upload({ name: file.name, bytes }));
    if (taken?.outcome !== 'done') return become({ ...capture, files: left });
    return become({ ...capture, files: [{ ...file, copy: taken.id }, ...left] });
  }
  const place = await whereItIs(capture, bench);
  if (place && (await bench.stillOurs()))
    await bench.workspace.share(file.copy, { ...place, title: file.name, comment: `${capture.event}: ${file.name}` });
  return become({ ...capture, files: left });
}

/** Images stay where the incident's own people read them. */
async function whereItIs({ incident }: Capture, { store }: Bench): Promise<{ channel: string; threadTs?: string } | undefined> {
  const stored = await store.record(incident);
  if (!stored) return undefined;
  const { channel, threadKey } = placeOf(read(incidents, stored).record);
  if (threadKey === undefined) return { channel };
  const root = await store.message(threadKey);
  return root?.ts == null ? undefined : { channel: root.postedIn ?? channel, threadTs: root.ts };
}

async function takeTheMarkAway(capture: CaptureIn<'withdrawing'>, { workspace }: Bench): Promise<Next<Capture>> {
  await workspace.unreact(capture.channel, capture.ts, mark);
  return become({ ...capture, status: 'withdrawn' });
}

const noted = ({ files: _, isMarked: __, ...capture }: CaptureIn<'written'>): CaptureIn<'noted'> => ({ ...capture, status: 'noted' });

const momentOf = (ts: string): string => new Date(Math.floor(Number(ts) * 1_000)).toISOString();

async function authorOf({ from, byBot }: Said, { rights, directory }: Bench): Promise<Actor> {
  if (from === undefined) return { id: 'program', name: 'a program' };
  const person = await rights.personOf(from);
  if (person) return { id: person.id, name: person.name, account: person.account, userId: person.userId };
  const facts = await directory.user(from.userId, dayMs);
  return { id: `slack:${from.teamId}/${from.userId}`, name: facts?.name ?? (byBot ? 'a program' : from.userId) };
}

const reference = /<([@#!])([^>|]+)(?:\|([^>]*))?>/g;

/** As it reads: people and channels by name, so that nobody is called by it again. */
async function inWords({ text, files }: Said, { directory }: Pick<Bench, 'directory'>): Promise<string> {
  const names = new Map<string, string>();
  for (const [, kind = '', id = '', label] of text.matchAll(reference)) {
    if (label || names.has(id)) continue;
    if (kind === '@') names.set(id, (await directory.user(id, dayMs))?.name ?? id);
    if (kind === '#') names.set(id, (await directory.channel(id, dayMs))?.name ?? id);
  }
  const words = text
    .replace(reference, (_whole, kind: string, id: string, label?: string) => `${kind === '#' ? '#' : '@'}${label || names.get(id) || id}`)
    .replace(/<(https?:\/\/[^>|]+|mailto:[^>|]+)(?:\|([^>]*))?>/g, (_whole, url: string, label?: string) =>
      label && label !== url ? `${label} (${url})` : url,
    );
  if (words.trim() !== '') return words;
  return files.length === 0 ? '(a message without words)' : `(${files.map(({ name }) => name).join(', ')})`;
}

/**
 * What somebody changes or deletes afterwards is noted beside the line; what was written down first stays.
 * Hearing it twice makes one note.
 */
export async function hearOfCaptured(heard: Heard, world: World): Promise<void> {
  if (heard.kind === 'said') return;
  const kept = await world.store.records({ kind: captures.kind, lane: shelfOfMessage(heard), limit: 20 });
  for (const { id } of kept) await noteWhatBecameOfIt(id, heard, world);
}

/** How often somebody else may change it first. */
const races = 5;

async function noteWhatBecameOfIt(id: string, heard: Exclude<Heard, { kind: 'said' }>, world: World): Promise<void> {
  for (let race = 0; race < races; race++) {
    const unit = await whatBecameOfIt(id, heard, world);
    if (unit === undefined || (await world.store.commit(unit)).ok) return;
  }
  throw new Error('A captured message changes faster than it can be noted');
}

async function whatBecameOfIt(captureId: string, heard: Exclude<Heard, { kind: 'said' }>, world: World): Promise<Unit | undefined> {
  const kept = await world.store.record(captureId);
  if (!kept) return undefined;
  const { record, version } = read(captures, kept);
  if (!('event' in record) || record.status === 'withdrawn' || record.status === 'withdrawing') return undefined;
  if (heard.kind === 'edited' && redact(heard.text) === record.text) return undefined;
  const stored = await world.store.record(record.incident);
  if (!stored) return undefined;
  const edited = heard.kind === 'edited';
  const text = edited ? await inWords(heard, world) : '';
  const id = eventIdIn(record.incident, await world.ids.next('E'));
  const event: EventWrite = {
    id,
    timeline: record.incident,
    key: edited ? `edited:${record.event}:${world.ids.hash(heard.text)}` : `deleted:${record.event}`,
    occurredAt: world.clock.now().toISOString(),
    data: {
      kind: edited ? 'sourceEdited' : 'sourceDeleted',
      phase: read(incidents, stored).record.phase,
      actor: { id: 'shipmate', name: 'Shipmate' },
      text,
      of: record.event,
      files: [],
    },
  };
  const next = edited ? { ...record, text: redact(heard.text) } : record;
  const due = record.status === 'written' ? world.clock.now() : null;
  return { put: [write(captures, next, version, due)], events: [event], lines: [] };
}
