import type { SlackEnvironment } from '../config/environment.ts';
import { Refusal } from '../domain/problems.ts';
import { machineClock } from '../integrations/machine/clock.ts';
import { createShipmate } from '../main.ts';
import type { Log } from '../ports.ts';
import { plainText } from './plain-text.ts';

/** One line through the corridor of a bot that opens no door and does no work: what it begins, the running bot goes on with. */
export async function sayOnce(said: {
  environment: SlackEnvironment;
  line: string;
  as: string;
  log: Log;
}): Promise<{ ok: boolean; text: string }> {
  const { environment, line, as, log } = said;
  const shipmate = await createShipmate({ environment, role: 'workshop', log });
  try {
    const from = await shipmate.accountOf(as);
    if (from === undefined)
      throw new Refusal('not_linked', `Nobody in the settings is called "${as}": use a name, a Slack id or a GitHub login from there.`);
    const now = machineClock.now();
    const id = `cli-${process.pid}-${now.getTime()}`;
    const receivedAt = now.toISOString();
    const reply = await shipmate.corridor({ id, line, from, via: 'cli', channel: 'terminal', traceId: id, dedupeKey: id, receivedAt });
    const closed = (await shipmate.ledger(100)).find(({ parent, decision }) => parent === id && decision !== 'opened');
    return { ok: closed?.decision === 'done', text: plainText(reply) };
  } finally {
    await shipmate.stop();
  }
}
