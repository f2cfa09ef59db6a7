import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { Log } from '../../ports.ts';

export interface ClientOptions {
  botToken: string;
  apiUrl: string;
  timeoutMs: number;
  log: Log;
}

/** Slack's client with its own patience taken away: it would repeat posts, wait half an hour, and stop every method when one is limited. */
export const createClient = ({ botToken, log, ...options }: ClientOptions): WebClient =>
  new WebClient(botToken, { ...clientOptions(options), logger: createSlackLogger(log) });

export const clientOptions = ({ apiUrl, timeoutMs }: Pick<ClientOptions, 'apiUrl' | 'timeoutMs'>) => ({
  slackApiUrl: apiUrl,
  timeout: timeoutMs,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
});

/** What Slack's libraries have to say, apart from what they say all day. */
export function createSlackLogger(log: Log): Logger {
  let level: LogLevel = LogLevel.WARN;
  const said = (parts: readonly unknown[]) => ({ said: parts.map(String).join(' ') });
  return {
    debug() {},
    info() {},
    warn: (...parts) => log.warn(said(parts), 'Slack’s library warns'),
    error: (...parts) => log.warn(said(parts), 'Slack’s library reports an error'),
    setLevel(given) {
      level = given;
    },
    getLevel: () => level,
    setName() {},
  };
}
