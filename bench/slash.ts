import { sign } from '../src/sandbox/slack/signing.ts';

/** A slash command that somebody, or else Ana, types in the channel of checkout. */
export interface Slash {
  port: number;
  signingSecret: string;
  command: string;
  text: string;
  userId?: string;
}

let typed = 0;

/** What Slack sends for it, signed now: valid for five minutes. */
export function signed({ port, signingSecret, command, text, userId = 'U0ANA' }: Slash): { headers: Record<string, string>; body: string } {
  typed += 1;
  const body = new URLSearchParams({
    team_id: 'T0ACME',
    team_domain: 'acme',
    channel_id: 'C0CHECKOUT',
    channel_name: 'checkout',
    user_id: userId,
    user_name: userId === 'U0ANA' ? 'ana' : userId.slice(1).toLowerCase(),
    command,
    text,
    api_app_id: 'A0SHIPMATE',
    response_url: `http://127.0.0.1:${port}/commands/T0ACME/${typed}`,
    trigger_id: `${process.pid}.${typed}`,
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(signingSecret, timestamp, body),
    },
    body,
  };
}

/** Undefined: nobody listens there. */
export async function answerTo(slash: Slash): Promise<string | undefined> {
  const { headers, body } = signed(slash);
  try {
    const response = await fetch(`http://127.0.0.1:${slash.port}/slack/events`, { method: 'POST', headers, body });
    return await response.text();
  } catch {
    return undefined;
  }
}
