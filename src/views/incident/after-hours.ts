import type { Message } from '../../ports.ts';
import { code, mrkdwn, say } from '../kit.ts';
import { dayAndClock } from './words.ts';

/** For whoever writes in the night, or at the weekend, of the person who leads. */
export const afterHoursView = (night: { incident: string; leader: string; timezone: string; morning: string }): Message =>
  say(
    mrkdwn`It is after hours for ${night.leader} (${night.timezone}), who leads ${code(night.incident)}: an answer may have to wait until ${dayAndClock(night.morning)}. If it cannot wait, say how bad it is with ${code('/incident sev')}.`,
  );
