import type { Newest } from '../../domain/newest.ts';
import type { MessageWrite } from '../../ports.ts';
import { buttons, line, message, mrkdwn, sentence } from '../kit.ts';
import { privately } from '../privately.ts';
import { insteadOf } from './parts.ts';

/** The newest versions, for the asker alone, and a button for the one they most likely want. */
export function newestMessages(asked: Newest): MessageWrite[] {
  if (asked.status === 'asked') return [];
  const { service, say, likely, userId } = asked;
  const text = mrkdwn`*${service}*: ${sentence(say)}`;
  const told = message(text, line(text), likely === undefined ? undefined : buttons(insteadOf(asked, likely)));
  return [privately(asked, userId, 'told', told)];
}
