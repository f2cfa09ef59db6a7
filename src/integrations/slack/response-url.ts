import { z } from 'zod';
import type { Delivery, Message } from '../../ports.ts';
import { failureWith, limited, notSent, unsure } from './outcomes.ts';

export interface ResponseOptions {
  apiUrl: string;
  timeoutMs: number;
}

const SaidInJson = z.object({ ok: z.boolean(), error: z.string().default('') });
const slackApi = 'slack.com';
const slackResponses = 'hooks.slack.com';

/** Answers at a response url. It came from outside, so it is looked at before it is called, and leads nowhere else. */
export function createResponder({ apiUrl, timeoutMs }: ResponseOptions) {
  const mayCall = createUrlCheck(apiUrl);

  return async (responseUrl: string, { text, blocks }: Message, replacing: boolean): Promise<Delivery> => {
    if (!mayCall(responseUrl)) return { outcome: 'gone', code: 'not_slacks_url' };
    const body = { response_type: 'ephemeral', replace_original: replacing, text, ...(blocks.length > 0 && { blocks }) };
    try {
      const response = await fetch(responseUrl, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return readResponse(response, await response.text());
    } catch (problem) {
      return (problem instanceof Error && notSent(problem)) || unsure('no_answer');
    }
  };
}

/** https on exactly Slack's own host; where the API is somewhere else (the sandbox), exactly that origin instead. */
export function createUrlCheck(apiUrl: string): (url: string) => boolean {
  const api = new URL(apiUrl);
  const origin = isSlacks(api.hostname) ? `https://${slackResponses}` : api.origin;
  return (text) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    return url.origin === origin && url.username === '' && url.password === '';
  };
}

export const isSlacks = (hostname: string): boolean => hostname === slackApi || hostname.endsWith(`.${slackApi}`);

/** Slack says `ok`, `{"ok":true}`, or what is wrong: as JSON, or as the bare code. */
function readResponse(response: Response, body: string): Delivery {
  if (response.status === 429) {
    const afterS = Number(response.headers.get('retry-after') ?? 1);
    return limited(afterS * 1_000);
  }
  if (response.status >= 500) return unsure(`http_${response.status}`);
  if (response.status >= 300 && response.status < 400) return { outcome: 'gone', code: 'redirected' };
  const said = SaidInJson.safeParse(jsonOrText(body)).data ?? { ok: body.trim() === 'ok', error: body.trim() };
  if (response.ok && said.ok) return { outcome: 'done', ts: '', channel: '' };
  const failure = failureWith(said.error);
  // whatever else is wrong with this url, there are other ways
  return failure.outcome === 'wait' && !response.ok ? { outcome: 'gone', code: failure.code } : failure;
}

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
