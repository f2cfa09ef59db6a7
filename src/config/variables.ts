import { z } from 'zod';
import { secret } from './secret.ts';

const url = (protocols: readonly string[], example: string) =>
  z
    .string()
    .refine((text) => protocols.includes(protocolOf(text) ?? ''), { error: `is not an address such as ${example}`, abort: true })
    .refine((text) => !passwordIsTemplate(text), 'still holds a placeholder for its password: put the real one there');

/** A template's password has marks around it. Plain words are let through here: databases of tests are full of them. */
const passwordIsTemplate = (text: string): boolean => /%3C|%3E|%E2%80%A6|changeme|your[-_ ]/i.test(new URL(text).password);

function protocolOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).protocol : undefined;
}

const web = ['http:', 'https:'];

/** Every environment variable that is read, and nothing else is. The table in the README and `.env.example` are printed from here. */
export const Variables = z.object({
  SLACK_BOT_TOKEN: secret({ startsWith: 'xoxb-', atLeast: 12 }).optional().describe("The bot's token, `xoxb-…`"),
  SLACK_SIGNING_SECRET: secret({ atLeast: 16 })
    .optional()
    .describe('HTTP mode: commands, actions and events arrive at `POST /slack/events`'),
  SLACK_APP_TOKEN: secret({ startsWith: 'xapp-', atLeast: 12 })
    .optional()
    .describe('`xapp-…`: Socket Mode instead (outbound only, the recommended way behind a firewall)'),
  SLACK_API_URL: url(web, 'https://slack.com/api/').default('https://slack.com/api/').describe("Slack's Web API"),
  GITHUB_TOKEN: secret({ atLeast: 8 }).optional().describe('A GitHub token, where there is no GitHub App'),
  GITHUB_APP_ID: z.string().regex(/^\d+$/, 'is not a number').optional().describe("The GitHub App's id (recommended)"),
  GITHUB_APP_PRIVATE_KEY: secret({ atLeast: 60 })
    .refine(
      (text) => /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----/.test(text),
      'is not a private key in PEM form',
    )
    .optional()
    .describe("The GitHub App's private key in PEM form; line breaks may be written `\\n`"),
  GITHUB_WEBHOOK_SECRET: secret({ atLeast: 12 })
    .refine((text) => text.split(/\s+/).every((one) => one.length >= 12), 'is two secrets of which one is too short')
    .optional()
    .describe(
      'Webhooks arrive at `POST /github/webhooks`, signed with `X-Hub-Signature-256`; while it is changed, the new and the old one with a space between them',
    ),
  GITHUB_API_URL: url(web, 'https://api.github.com').default('https://api.github.com').describe("GitHub's REST API"),
  KUBECONFIG: z.string().optional().describe('As for kubectl; the in-cluster configuration when absent and running in a pod'),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://shipmate@db.acme.dev/shipmate')
    .optional()
    .describe('PostgreSQL 14 or newer; absent: its own, under `SHIPMATE_DATA_DIR`'),
  SHIPMATE_DATA_DIR: z.string().default('.shipmate').describe("Where Shipmate's own PostgreSQL keeps its data"),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://redis.acme.dev:6379').optional().describe('The queue runs on Redis instead of PostgreSQL'),
  SHIPMATE_CONFIG: z.string().default('shipmate.yaml').describe('The settings file'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is not a port number')
    .transform(Number)
    .refine((port) => port <= 65535, 'is not a port number: the highest is 65535')
    .default(3000)
    .describe('Where it listens; 0 takes any free port'),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'is not a host name or address')
    .default('127.0.0.1')
    .describe('The address it listens on (`0.0.0.0` in the image)'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'is not one of trace, debug, info, warn, error, fatal and silent',
    })
    .default('info')
    .describe('How much is logged, as JSON lines on stdout'),
});
export type Variables = z.infer<typeof Variables>;
