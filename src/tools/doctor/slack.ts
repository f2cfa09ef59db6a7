import { z } from 'zod';
import type { SlackAccess } from '../../config/environment.ts';
import type { Settings } from '../../domain/settings.ts';
import { type Finding, ill, well } from './finding.ts';

const Answer = z.object({ ok: z.boolean(), error: z.string().optional() });
const Itself = Answer.extend({ team: z.string().optional(), user: z.string().optional() });
const Channel = Answer.extend({
  channel: z.object({ name: z.string().optional(), is_member: z.boolean().optional(), is_archived: z.boolean().optional() }).optional(),
});

/** Requests are only taken for five minutes after they were signed; half of that is a warning. */
const mostSkewS = 150;

export interface SlackPatient {
  slack: SlackAccess;
  settings: Settings;
  /** The scopes the manifest asks for, and what for. */
  scopes: Readonly<Record<string, string>>;
  now(): Date;
}

/** Whether Slack knows the bot, lets it do what it needs, and has it in the channels of the settings. */
export async function examineSlack(patient: SlackPatient): Promise<Finding[]> {
  const { slack } = patient;
  const answer = await ask(slack, slack.botToken, 'auth.test', Itself);
  if (answer === undefined)
    return [ill('Slack', `${slack.apiUrl} does not answer.`, 'Let this machine reach Slack over https, or correct SLACK_API_URL.')];
  const { body, headers } = answer;
  if (!body.ok)
    return [
      ill(
        'Slack',
        `it refuses the bot token (${body.error ?? 'without a reason'}).`,
        'Install the app again and put its new token into SLACK_BOT_TOKEN.',
      ),
    ];
  return [
    well('Slack', `the bot is ${body.user ?? 'known'} in ${body.team ?? 'the workspace'}.`),
    scopesIn(headers, patient.scopes),
    clockIn(headers, patient.now()),
    ...(slack.door.kind === 'socket' ? [await socketMode(slack, slack.door.appToken)] : []),
    ...(await Promise.all(channelsOf(patient.settings).map((channel) => examineChannel(slack, channel)))),
  ];
}

function scopesIn(headers: Headers, reasons: Readonly<Record<string, string>>): Finding {
  const needed = Object.keys(reasons);
  const granted = new Set((headers.get('x-oauth-scopes') ?? '').split(/[\s,]+/));
  const missing = needed.filter((scope) => !granted.has(scope));
  if (missing.length === 0) return well('Scopes', `all ${needed.length} are granted.`);
  return ill(
    'Scopes',
    `missing: ${missing.map((scope) => `${scope} (${reasons[scope]})`).join(', ')}.`,
    'Paste the manifest that "shipmate manifest" prints into the app, and install it again.',
  );
}

function clockIn(headers: Headers, now: Date): Finding {
  const theirs = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return well('Clock', 'Slack does not say what time it is.');
  const skewS = Math.round((now.getTime() - theirs) / 1000);
  const how = `${Math.abs(skewS)} s ${skewS < 0 ? 'behind' : 'ahead of'} Slack's`;
  if (Math.abs(skewS) <= mostSkewS) return well('Clock', Math.abs(skewS) < 2 ? "agrees with Slack's." : `${how}.`);
  return ill('Clock', `${how}: signed requests will be refused.`, 'Set the clock of this machine by NTP.');
}

async function socketMode(slack: SlackAccess, appToken: string): Promise<Finding> {
  const answer = await ask(slack, appToken, 'apps.connections.open', Answer);
  if (answer?.body.ok) return well('Socket Mode', 'a connection is offered.');
  const why = answer === undefined ? 'no answer' : (answer.body.error ?? 'without a reason');
  return ill(
    'Socket Mode',
    `no connection is offered (${why}).`,
    'Turn Socket Mode on and make an app token with connections:write for SLACK_APP_TOKEN.',
  );
}

/** Every channel the settings speak of, once, with the words of the settings for it. */
function channelsOf({ channels, services, tickets }: Settings): { id: string; what: string }[] {
  const named = new Map<string, string>();
  for (const [what, id] of Object.entries(channels)) if (id !== undefined && !named.has(id)) named.set(id, `channels.${what}`);
  for (const [service, { channel }] of Object.entries(services)) if (!named.has(channel)) named.set(channel, `services.${service}.channel`);
  const ofTickets = {
    channels: Object.keys(tickets?.channels ?? {}),
    mirror: Object.keys(tickets?.mirror ?? {}),
    digest: tickets?.digest?.channels ?? [],
  };
  for (const [what, ids] of Object.entries(ofTickets)) for (const id of ids) if (!named.has(id)) named.set(id, `tickets.${what}`);
  return [...named].map(([id, what]) => ({ id, what }));
}

async function examineChannel(slack: SlackAccess, { id, what }: { id: string; what: string }): Promise<Finding> {
  const answer = await ask(slack, slack.botToken, 'conversations.info', Channel, { channel: id });
  const place = `${what} (${id})`;
  if (answer === undefined) return ill(place, 'Slack does not answer.', 'Try again.');
  const { body } = answer;
  if (!body.ok || body.channel === undefined)
    return ill(
      place,
      `Slack does not show it (${body.error ?? 'unknown'}).`,
      'Correct the id in the settings, or invite the bot into the private channel.',
    );
  const { name = id, is_member: member, is_archived: archived } = body.channel;
  if (archived) return ill(place, `#${name} is archived.`, 'Unarchive it, or name another channel in the settings.');
  if (!member) return ill(place, `the bot is not in #${name}.`, `Write "/invite @shipmate" in #${name}.`);
  return well(place, `the bot is in #${name}.`);
}

/** Undefined: no answer, or none that can be read. */
async function ask<Body extends z.ZodType>(
  { apiUrl }: SlackAccess,
  token: string,
  method: string,
  body: Body,
  fields: Record<string, string> = {},
): Promise<{ body: z.output<Body>; headers: Headers } | undefined> {
  try {
    const answer = await fetch(new URL(method, apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: AbortSignal.timeout(8_000),
    });
    return { body: body.parse(await answer.json()), headers: answer.headers };
  } catch {
    // whatever the reason, the cure is the same
    return undefined;
  }
}
