import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { readDeclaration, severityIn, theSameAmong } from '../../domain/incident/declaration.ts';
import { nothingYet } from '../../domain/incident/digest.ts';
import { channelErrands, type IncidentIn, incidents, runningStatuses, unnamed } from '../../domain/incident/incident.ts';
import { readTime, readWhen, type Writer } from '../../domain/incident/time.ts';
import { refTo } from '../../domain/person.ts';
import { serviceNamed } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { declaredView, declareModal, longAgoView, whichMomentView } from '../../views/incident/asked.ts';
import { DeployArgument, ServiceArgument, Switch } from '../arguments.ts';
import { defineIncidentCommand } from './define.ts';
import { asWritten, writeLine } from './write.ts';

const longestTitle = 200;

const Args = z.object({
  title: z.string().max(600).optional().describe('a title of at most 200 characters'),
  sev: z
    .string()
    .refine((word) => severityIn(word, true) !== undefined)
    .optional()
    .describe('a severity from 1 to 5'),
  svc: ServiceArgument.optional(),
  private: Switch,
  thread: Switch,
  drill: Switch,
  /** What was ticked in the modal: `private,drill`. */
  how: z.string().max(100).optional(),
  started: z.string().max(200).optional().describe('a time such as 13:40, -10m or 2026-01-02 13:40'),
  /** The moment that was chosen on a card, or said in UTC. */
  at: z.iso.datetime().optional().describe('a moment in UTC such as 2026-01-02T13:40:00Z'),
  of: DeployArgument.optional(),
});
type Args = z.infer<typeof Args>;

export const declareIncident = defineIncidentCommand({
  name: 'incident declare',
  also: ['incident open', 'incident new'],
  about: 'Open an incident: sev1 to sev5 and svc:<service> may stand anywhere in the title',
  usage:
    '[<title...>] [--sev <severity>] [--svc <service>] [--private] [--thread] [--drill] [--started <time...>] [--how <ticked>] [--at <moment>] [--of <deploy>]',
  args: Args,
  whose: 'responder',
  gesture: { shortcut: { title: 'Declare an incident', on: 'message' }, emoji: { name: 'incident', when: 'added' } },
  async run(asked) {
    const { settings } = asked;
    const { incidents: headlines } = settings.channels;
    if (headlines === undefined)
      throw new Refusal(
        'channel_refused',
        'There is no channel for incidents yet: an admin can set `channels.incidents` in shipmate.yaml.',
      );
    const hints = await hintsOf(asked);
    const { args } = await untangled(asked);
    // an emoji opens no modal: the message itself says what is wrong
    if (args.title === undefined && asked.intent.via !== 'emoji') {
      const line = ['incident declare', ...(args.of ? [`--of ${args.of}`] : [])].join(' ');
      return { modal: declareModal({ ...hints, services: Object.keys(settings.services), line }) };
    }
    const told = { ...asked, args };
    const began = await whenItBegan(told, hints.startedAt);
    if ('ask' in began) return began.ask;
    return open(told, headlines, began.at);
  },
});

/** What a failed deploy tells about the incident that is declared from its card. */
async function hintsOf({ args, desk }: Ready<Args>): Promise<{ title?: string; chosen?: string; startedAt?: string }> {
  const loaded = args.of === undefined ? undefined : await desk.load(deploys, args.of);
  if (!loaded) return {};
  const { service, environment, wanted } = loaded.record;
  const version = 'release' in loaded.record ? loaded.record.release?.version : wanted;
  return {
    title: `${service} ${version ?? ''} failed in ${environment}`.replace(/\s+/g, ' '),
    chosen: service,
    ...('startedAt' in loaded.record && loaded.record.startedAt !== undefined && { startedAt: loaded.record.startedAt }),
  };
}

/** Words behind the time belong to the title: `--started 13:40 sev2 API errors`. */
async function untangled(asked: Ready<Args>): Promise<Pick<Ready<Args>, 'args'>> {
  const { args } = asked;
  const read = args.started === undefined ? undefined : readWhen(args.started, await writerOf(asked));
  if (read === undefined || !('text' in read) || read.outcome === 'now' || read.text === '') return { args };
  const time = args.started?.slice(0, args.started.length - read.text.length).trim();
  return { args: { ...args, started: time, title: [args.title, read.text].filter(Boolean).join(' ') } };
}

const writerOf = async ({ desk, intent }: Ready<Args>): Promise<Writer> => ({
  now: desk.now(),
  timezone: await desk.timezoneOf(intent.from.userId),
});

async function whenItBegan(asked: Ready<Args>, hinted: string | undefined): Promise<{ at: Date } | { ask: Reply }> {
  const { args, desk } = asked;
  const now = desk.now();
  if (args.at !== undefined) {
    if (Date.parse(args.at) > now.getTime() + 60_000)
      throw new Refusal('bad_arguments', 'That is still to come. An incident begins in the past.');
    return { at: new Date(args.at) };
  }
  if (args.started === undefined) return { at: hinted === undefined ? now : new Date(hinted) };
  const read = readTime(args.started, await writerOf(asked));
  const again = (at: Date) => lineWith(args, at);
  switch (read.outcome) {
    case 'now':
      return { at: now };
    case 'no':
      throw new Refusal('bad_arguments', read.say);
    case 'ask':
      return { ask: { message: whichMomentView(read.say, read.choices, again) } };
    case 'at':
      return read.longAgo ? { ask: { message: longAgoView(read.at.toISOString(), again(read.at)) } } : { at: read.at };
  }
}

/** The same again, with the moment that is meant. */
const lineWith = ({ title = '', sev, svc, how, of, ...switches }: Args, at: Date): string =>
  [
    `incident declare ${title}`,
    sev && `--sev ${sev}`,
    svc && `--svc ${svc}`,
    how && `--how ${how}`,
    of && `--of ${of}`,
    ...(['private', 'thread', 'drill'] as const).map((name) => switches[name] && `--${name}`),
    `--at ${at.toISOString()}`,
  ]
    .filter(Boolean)
    .join(' ');

async function open(asked: Ready<Args>, headlines: string, startedAt: Date): Promise<Reply> {
  const { args, settings, actor, intent, desk } = asked;
  const said = readDeclaration(await asWritten(asked, args.title ?? (intent.via === 'emoji' ? unnamed : '')));
  const services = [...new Set([...said.services, ...(args.svc ? [args.svc] : [])])];
  for (const name of services) serviceNamed(settings, name);
  if (said.title === '') throw new Refusal('bad_arguments', 'What is wrong? It is `/incident declare <title> [sev1..5] [svc:checkout]`.');
  if (said.title.length > longestTitle)
    throw new Refusal('bad_arguments', `A title has at most ${longestTitle} characters; the rest belongs on the timeline.`);
  const ticked = (name: 'private' | 'thread' | 'drill') => args[name] === true || (args.how ?? '').split(',').includes(name);
  const severity = said.severity ?? (args.sev === undefined ? null : (severityIn(args.sev, true) ?? null));
  const now = desk.now().toISOString();
  const by = refTo(actor);
  const isPrivate = ticked('private');
  const isSevere = severity === null || settings.incidents.channelFor.includes(severity);
  const wantsChannel = isPrivate || (isSevere && !ticked('thread'));
  const incident: IncidentIn<'declared'> = {
    status: 'declared',
    id: await desk.newId('INC'),
    title: said.title,
    severity,
    services,
    private: isPrivate,
    drill: ticked('drill'),
    phase: 'observation',
    phases: [{ phase: 'observation', at: now }],
    suggested: null,
    stage: 'investigating',
    impact: null,
    cause: null,
    suspect: null,
    declaredBy: by,
    declaredAt: now,
    declaredIn: intent.channel,
    startedAt: startedAt.toISOString(),
    traceId: intent.traceId,
    roles: {},
    people: [by],
    acknowledgedAt: null,
    mitigatedAt: null,
    resolvedAt: null,
    nextUpdateAt: null,
    headlineIn: isPrivate ? null : headlines,
    place: isPrivate ? { kind: 'direct', channel: by.userId } : { kind: 'thread', channel: headlines },
    errands: [...(intent.about ? [{ kind: 'adopt', ...intent.about } as const] : []), ...(wantsChannel ? channelErrands : [])],
    formerly: null,
    lost: null,
    hidden: null,
    archived: null,
    pages: [],
    troubles: [],
    tasks: [],
    links: [],
    seen: (await desk.ledger({ limit: 1 }))[0]?.seq ?? 0,
    freezesToldUntil: null,
    digest: nothingYet,
    resembles: null,
  };
  const open = (await desk.list(incidents, { status: runningStatuses, limit: 50 })).map(({ record }) => record);
  const other = theSameAmong(incident, open);
  const declared = { ...incident, resembles: other?.id ?? null };
  if (!isPrivate) desk.mayBeRead();
  desk.begin(incidents, declared);
  await writeLine(asked, declared, { kind: 'declared', text: `declared: ${declared.title}`, key: 'declared' });
  return { message: declaredView(declared, other) };
}
