import { randomBytes } from 'node:crypto';
import { createFaults, type Faults } from '../faults.ts';
import { type Handler, listen, sendJson, withFaults } from '../http.ts';
import { type Answer, createDelivery, type Envelope, type RawDelivery } from './delivery.ts';
import { CannotDo } from './errors.ts';
import { createFileDoor } from './file-door.ts';
import { type OfferedShortcut, type Reaction, react, type Shortcut, unreact, useShortcut } from './gestures.ts';
import { createLimits } from './limits.ts';
import { asItStands, echo, tellOfOwnChange } from './message-events.ts';
import { methods } from './methods/index.ts';
import { closeView, type Submission, submit } from './modals.ts';
import { createOutgoing } from './outgoing.ts';
import { type OptionsAsked, type Press, press, suggest } from './pressing.ts';
import { createReplies } from './replies.ts';
import { createResponseDoor } from './responses.ts';
import { messagesSeenBy } from './seen.ts';
import { createSockets } from './sockets.ts';
import { edit, type OwnMessage, type SharedFile, shareFile, unsay } from './speaking.ts';
import { createResponseUrls, createTriggers } from './tickets.ts';
import { type Desk, type Patience, type TypedText, typeInto } from './typing.ts';
import { createUpheavals, tellOfHappening } from './upheavals.ts';
import { createViews } from './views.ts';
import { type Call, createWebApi, type Slack } from './web-api.ts';
import { type Change, createWorkspace, type Message, type User } from './workspace.ts';

export type { Answer, Envelope, RawDelivery } from './delivery.ts';
export { CannotDo } from './errors.ts';
export type { OfferedShortcut, Reaction, Shortcut } from './gestures.ts';
export type { Submission, Submitted } from './modals.ts';
export type { OptionsAsked, Press, Pressed } from './pressing.ts';
export type { Reply } from './replies.ts';
export type { SeenMessage } from './seen.ts';
export { sign } from './signing.ts';
export type { Typed, TypedText } from './typing.ts';
export type { OpenView } from './views.ts';
export type { Call } from './web-api.ts';
export type { Change } from './workspace.ts';

export interface SlackOptions {
  port?: number;
  /** Tokens and secret are made up when absent. */
  botToken?: string;
  appToken?: string;
  signingSecret?: string;
  /** The workspace's time: timestamps, expiries, rate limits. */
  clock?: () => Date;
  /** The time in signatures. The real time, because that is what Bolt compares it with. */
  signedAt?: () => Date;
  /** One post a second in each channel with a short burst, and the tiers of the other methods. */
  rateLimits?: boolean;
  /** The app's slash commands. */
  commands?: readonly string[];
  /** The app's shortcuts. */
  shortcuts?: readonly OfferedShortcut[];
  /** The app's event subscriptions, as its manifest names them. */
  events?: readonly string[];
  /** The app also hears of what its own bot posts and edits, as it does in Slack. Where a test counts what was told, that is in the way. */
  echoes?: boolean;
  /** What the bot's token may do. */
  scopes?: readonly string[];
  patience?: Partial<Patience>;
  /** How long before each repetition of an unacknowledged event; Slack's own ladder is 0, 60 and 300 seconds. */
  eventRetryMs?: readonly number[];
  /** How often each socket is pinged. */
  pingEveryMs?: number;
}

export type SlackDouble = Awaited<ReturnType<typeof startSlack>>;

const usualCommands = ['/deploy', '/rollback', '/incident', '/build', '/ticket', '/ops'];
const usualEvents = [
  'app_home_opened',
  'app_mention',
  'channel_archive',
  'channel_left',
  'channel_unarchive',
  'message.im',
  'reaction_added',
  'subteam_updated',
  'user_change',
];
const usualScopes = [
  'app_mentions:read',
  'channels:history',
  'bookmarks:read',
  'bookmarks:write',
  'channels:join',
  'channels:manage',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'groups:write',
  'im:history',
  'im:read',
  'im:write',
  'pins:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

/** Starts a make-believe Slack on loopback: its Web API, its deliveries to the app, and hands for the people in it. */
export async function startSlack(options: SlackOptions = {}) {
  const { clock = () => new Date(), signedAt = () => new Date(), rateLimits = true } = options;
  const signingSecret = options.signingSecret ?? randomBytes(16).toString('hex');
  const tokens = {
    bot: options.botToken ?? `xoxb-sandbox-${randomBytes(12).toString('hex')}`,
    app: options.appToken ?? `xapp-1-sandbox-${randomBytes(12).toString('hex')}`,
    revoked: new Set<string>(),
  };
  const patience: Patience = { ackMs: 3_000, replyMs: 300, mentionMs: 1_500, ...options.patience };
  const calls: Call[] = [];
  const record = (call: Call) => void calls.push(call);
  const faults = createFaults();

  // the door is opened first, so that everything else can name its address
  let handle: Handler = (_request, response) => sendJson(response, 503, { ok: false, error: 'starting' });
  const listening = await listen((request, response, url) => handle(request, response, url), options.port);
  let address = listening.url;
  const baseUrl = () => address;

  const workspace = createWorkspace(clock, baseUrl);
  const views = createViews(workspace);
  const replies = createReplies(workspace);
  const triggers = createTriggers(clock);
  const responseUrls = createResponseUrls(clock, baseUrl);
  const outgoing = createOutgoing();
  const sockets = createSockets(listening.server, baseUrl, options.pingEveryMs ?? 10_000);
  const delivery = createDelivery({
    signingSecret,
    signedAt,
    ackMs: patience.ackMs,
    eventRetryMs: options.eventRetryMs ?? [0, 1_000, 5_000],
    outgoing,
    sockets,
  });
  const slack: Slack = {
    workspace,
    views,
    triggers,
    sockets,
    scopes: new Set(options.scopes ?? usualScopes),
    happened: (event) => void tellOfHappening(desk, event),
    changed: (message, before) => void (options.echoes && tellOfOwnChange(desk, message, before)),
    standing: (message) => asItStands(desk, message),
    opened(view) {
      replies.tell({ view });
      return { view: view.shape };
    },
  };
  const desk: Desk = {
    workspace,
    delivery,
    triggers,
    responseUrls,
    replies,
    patience,
    verificationToken: randomBytes(12).toString('base64url'),
    commands: options.commands ?? usualCommands,
    shortcuts: options.shortcuts ?? [],
    events: new Set(options.events ?? usualEvents),
  };

  if (options.echoes) workspace.onPost((message) => void echo(desk, message));
  const webApi = createWebApi({ slack, methods, tokens, limit: rateLimits ? createLimits(clock) : () => 0, record });
  const responseDoor = createResponseDoor({ workspace, responseUrls, replies, baseUrl, record });
  const fileDoor = createFileDoor(slack, tokens);
  const doors: Handler = (request, response, url) => {
    if (url.pathname.startsWith('/api/')) return webApi(request, response, url);
    if (/^\/(upload|files-pri)\//.test(url.pathname)) return fileDoor(request, response, url);
    if (url.pathname.startsWith('/response/')) return responseDoor(request, response, url);
    return sendJson(response, 404, { ok: false, error: 'not_found' });
  };
  handle = withFaults(counted(faults, clock, record), doors, (_status, code) => ({ ok: false, error: code ?? 'internal_error' }));

  return {
    url: listening.url,
    apiUrl: `${listening.url}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    faults,
    /** Every call of the Web API and of response URLs, also those that a fault kept from being carried out. */
    calls: calls as readonly Call[],
    /** Everything that was told to the app. */
    envelopes: delivery.envelopes as readonly Envelope[],
    commands: desk.commands,
    shortcuts: desk.shortcuts,

    /** From now on the app reaches it there, past somebody else: files and answers are asked for at that address. */
    isReachedAt(url: string) {
      address = url;
    },
    /** The app's request URL; while a socket is open, that is used instead. */
    deliverTo: delivery.to,
    types: (typed: TypedText) => typeInto(desk, typed),
    presses: (pressed: Press) => press(desk, views, pressed),
    options: (asked: OptionsAsked) => suggest(desk, views, asked),
    submits: (submission: Submission) => submit(desk, views, submission),
    closes: (closing: { as: string; viewId: string }) => closeView(desk, views, closing),
    /** More people than the world begins with. */
    welcomes: workspace.welcome,
    uses: (shortcut: Shortcut) => useShortcut(desk, views, shortcut),
    reacts: (reaction: Reaction) => react(desk, views, reaction),
    unreacts: (reaction: Reaction) => unreact(desk, views, reaction),
    edits: (edited: OwnMessage & { text: string }) => edit(desk, edited),
    deletes: (message: OwnMessage) => unsay(desk, message),
    shares: (file: SharedFile) => shareFile(desk, file),
    /** A file that this person can see: one that a message shows them, or that is part of one. */
    file: (id: string, as: string): { name: string; bytes: Uint8Array } | undefined => {
      const user = workspace.person(as);
      const file = workspace.files.get(id);
      const places = [...workspace.channels.values()].filter(
        ({ directWith, isPrivate, members }) => (directWith === undefined && !isPrivate) || members.has(user.id),
      );
      const shows = ({ files, blocks }: Message) => files?.includes(id) || JSON.stringify(blocks ?? []).includes(`"${id}"`);
      const seen = places.some((channel) => workspace.visibleTo(channel.id, user.id).some(shows));
      return file?.bytes === undefined || !file.completed || !seen ? undefined : { name: file.name, bytes: file.bytes };
    },
    async opensHome(as: string): Promise<void> {
      const user = workspace.person(as);
      const home = views.homeOf(user.id);
      const channel = workspace.openDirect(user.id).id;
      const event = { type: 'app_home_opened', user: user.id, channel, tab: 'home', event_ts: workspace.nextTs() };
      if (desk.events.has(event.type)) await delivery.event({ ...event, ...(home === undefined ? {} : { view: home.shape }) });
    },

    messages: (channel: string, { as }: { as: string }) => {
      const viewer = workspace.person(as);
      return messagesSeenBy(workspace, workspace.channelFor(channel, viewer).id, viewer);
    },
    /** The modals this person has open, the one that shows last, and their home tab. */
    views: (as: string) => {
      const user = workspace.person(as);
      return { modals: views.stackOf(user.id), home: views.homeOf(user.id) };
    },
    users: (): readonly Readonly<User>[] => [...workspace.users.values()],
    channels: () => [...workspace.channels.values()].filter((channel) => channel.directWith === undefined),
    onChange: (listener: (change: Change) => void) => workspace.onChange(listener),

    ...createUpheavals(desk),
    revokeToken: (token: string = tokens.bot) => void tokens.revoked.add(token),
    restoreToken: (token: string = tokens.bot) => void tokens.revoked.delete(token),
    grantScope: (...scopes: string[]) => {
      for (const scope of scopes) slack.scopes.add(scope);
    },
    revokeScope: (...scopes: string[]) => {
      for (const scope of scopes) slack.scopes.delete(scope);
    },

    /** The same thing told again: the last one, or the one given. */
    redeliver: (envelope?: Envelope): Promise<Answer> => delivery.redeliver(envelope ?? last(delivery.envelopes)),
    /** The very same signed bytes again, as an eavesdropper would send them. */
    replay: (envelope?: Envelope) => delivery.replay(envelope ?? last(delivery.envelopes)),
    /** Any request at all, signed unless told otherwise. */
    deliverRaw: (raw: RawDelivery) => delivery.raw(raw),
    /** Tells the app of an event that nobody here caused. */
    deliverEvent: (event: Record<string, unknown>, envelope?: Record<string, unknown>) => delivery.event(event, envelope),
    /** Asks the request URL to echo a challenge, as Slack does when it is first entered. */
    verifyUrl: (challenge: string, raw: Partial<RawDelivery> = {}) =>
      delivery.raw({ kind: 'event', body: { token: desk.verificationToken, challenge, type: 'url_verification' }, ...raw }),

    openSockets: sockets.open,
    dropSockets: sockets.drop,
    refuseSockets: sockets.refuse,
    silenceSockets: sockets.silence,
    mutterOnSockets: sockets.mutter,

    async close(): Promise<void> {
      delivery.close();
      sockets.close();
      outgoing.close();
      await listening.close();
    },
  };
}

/** Calls that a fault swallows are calls all the same. */
function counted(faults: Faults, clock: () => Date, record: (call: Call) => void): Faults {
  return {
    ...faults,
    hit(method, path) {
      const fault = faults.hit(method, path);
      if (fault !== undefined && fault.kind !== 'lostReply') {
        record({ at: clock(), method: path.replace(/^\/api\//, ''), args: {}, ok: false, error: fault.code ?? fault.kind });
      }
      return fault;
    },
  };
}

function last(envelopes: readonly Envelope[]): Envelope {
  const envelope = envelopes.at(-1);
  if (envelope === undefined) throw new CannotDo('Nothing was told to the app yet.');
  return envelope;
}
