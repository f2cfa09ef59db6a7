import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { Variables } from './variables.ts';

/** Where the one truth is kept: a PostgreSQL that was given, or Shipmate's own in a directory. */
export type Database = { kind: 'given'; url: string } | { kind: 'embedded'; directory: string };

/** How Slack reaches the bot. */
export type SlackDoor = { kind: 'http'; signingSecret: string } | { kind: 'socket'; appToken: string };

export interface SlackAccess {
  botToken: string;
  /** Ends with a slash. */
  apiUrl: string;
  door: SlackDoor;
}

export interface GithubAccess {
  /** Ends without a slash. */
  apiUrl: string;
  credential: { kind: 'token'; token: string } | { kind: 'app'; appId: string; privateKey: string } | undefined;
  webhookSecret: string | undefined;
}

interface Anywhere {
  database: Database;
  /** Present: the queue runs on Redis. */
  redisUrl: string | undefined;
  dataDirectory: string;
  settingsPath: string;
  port: number;
  host: string;
  logLevel: Variables['LOG_LEVEL'];
}

export interface SandboxEnvironment extends Anywhere {
  mode: 'sandbox';
}

export interface SlackEnvironment extends Anywhere {
  mode: 'slack';
  slack: SlackAccess;
  github: GithubAccess;
  /** As kubectl reads it: several paths may stand in it. Absent: the pod's own service account. */
  kubeconfig: string | undefined;
}

export type Environment = SandboxEnvironment | SlackEnvironment;

type Raw = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment; nothing else in Shipmate does. A Slack secret makes it `slack`, none `sandbox`.
 * `wanted: 'sandbox'` leaves Slack, GitHub and the cluster alone, whatever is set.
 */
export function readEnvironment(
  raw: Raw = process.env,
  wanted: 'sandbox' | 'either' = 'either',
): { environment: Environment } | { problems: string[] } {
  const given = withoutBlanks(raw, wanted === 'sandbox' ? isOfTheSandbox : () => true);
  const parsed = Variables.safeParse(given);
  const malformed = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`);
  const problems = [...malformed, ...missing(given)];
  if (!parsed.success || problems.length > 0) return { problems };

  const variables = parsed.data;
  const anywhere = anywhereOf(variables);
  const slack = slackOf(variables);
  if (slack === undefined) return { environment: { mode: 'sandbox', ...anywhere } };
  return { environment: { mode: 'slack', ...anywhere, slack, github: githubOf(variables), kubeconfig: variables.KUBECONFIG } };
}

/** The settings file alone, for what needs nothing else. */
export const settingsPath = (raw: Raw = process.env): string => raw.SHIPMATE_CONFIG?.trim() || 'shipmate.yaml';

const isOfTheSandbox = (name: string): boolean => !/^(SLACK|GITHUB|KUBE)/.test(name);

/** An empty variable is one that is not set: compose files and CI systems pass them like that. */
function withoutBlanks(raw: Raw, wanted: (name: string) => boolean): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(Variables.shape).filter(wanted)) {
    const text = raw[name]?.trim() ?? '';
    if (text !== '') given[name] = name === 'GITHUB_APP_PRIVATE_KEY' ? text.replaceAll('\\n', '\n') : text;
  }
  return given;
}

/** What the variables that are there need beside them. */
function missing(given: Record<string, string>): string[] {
  const has = (name: keyof Variables) => name in given;
  const slack = has('SLACK_BOT_TOKEN') || has('SLACK_APP_TOKEN') || has('SLACK_SIGNING_SECRET');
  const problems: string[] = [];
  if (slack && !has('SLACK_BOT_TOKEN')) problems.push('SLACK_BOT_TOKEN is missing: without it nothing can be said in Slack.');
  if (slack && !has('SLACK_APP_TOKEN') && !has('SLACK_SIGNING_SECRET'))
    problems.push('SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode) is missing: one of them lets Slack in.');
  if (has('GITHUB_APP_ID') && !has('GITHUB_APP_PRIVATE_KEY')) problems.push('GITHUB_APP_PRIVATE_KEY is missing: GITHUB_APP_ID needs it.');
  if (has('GITHUB_APP_PRIVATE_KEY') && !has('GITHUB_APP_ID')) problems.push('GITHUB_APP_ID is missing: GITHUB_APP_PRIVATE_KEY needs it.');
  const kubeconfig = slack ? given.KUBECONFIG : undefined;
  if (kubeconfig !== undefined && !kubeconfig.split(delimiter).some((path) => existsSync(path)))
    problems.push(`KUBECONFIG names ${kubeconfig}, and no such file is there.`);
  return problems;
}

function anywhereOf(variables: Variables): Anywhere {
  const { DATABASE_URL, SHIPMATE_DATA_DIR } = variables;
  return {
    database: DATABASE_URL === undefined ? { kind: 'embedded', directory: SHIPMATE_DATA_DIR } : { kind: 'given', url: DATABASE_URL },
    redisUrl: variables.REDIS_URL,
    dataDirectory: SHIPMATE_DATA_DIR,
    settingsPath: variables.SHIPMATE_CONFIG,
    port: variables.PORT,
    host: variables.HOST,
    logLevel: variables.LOG_LEVEL,
  };
}

/** Socket Mode wins where both doors are configured: it is what the app token is for. */
function slackOf(variables: Variables): SlackAccess | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = variables;
  const apiUrl = `${variables.SLACK_API_URL.replace(/\/+$/, '')}/`;
  if (botToken === undefined) return undefined;
  if (appToken !== undefined) return { botToken, apiUrl, door: { kind: 'socket', appToken } };
  return signingSecret === undefined ? undefined : { botToken, apiUrl, door: { kind: 'http', signingSecret } };
}

/** A GitHub App wins over a token: its rights are narrower and its tokens short-lived. */
function githubOf(variables: Variables): GithubAccess {
  const { GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: privateKey, GITHUB_TOKEN: token } = variables;
  const app = appId !== undefined && privateKey !== undefined ? ({ kind: 'app', appId, privateKey } as const) : undefined;
  return {
    apiUrl: variables.GITHUB_API_URL.replace(/\/+$/, ''),
    credential: app ?? (token === undefined ? undefined : { kind: 'token', token }),
    webhookSecret: variables.GITHUB_WEBHOOK_SECRET,
  };
}
