import { randomBytes } from 'node:crypto';
import { SlackError } from './errors.ts';

/** The two things Slack hands out with each interaction, and how they wear out. */

const triggerLivesMs = 3_000;
const responseLivesMs = 30 * 60_000;
const responseUses = 5;

export interface Trigger {
  userId: string;
  /** The view in which the person pressed, when it was one. */
  viewId?: string;
}

/** Trigger ids open a modal: for three seconds, and once. */
export function createTriggers(clock: () => Date) {
  const issued = new Map<string, Trigger & { at: number; used: boolean }>();
  return {
    issue(trigger: Trigger): string {
      const id = `${clock().getTime()}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { ...trigger, at: clock().getTime(), used: false });
      return id;
    },
    exchange(id: string): Trigger {
      const trigger = issued.get(id);
      if (trigger === undefined) throw new SlackError('invalid_trigger_id');
      if (trigger.used) throw new SlackError('exchanged_trigger_id');
      if (clock().getTime() - trigger.at > triggerLivesMs) throw new SlackError('expired_trigger_id');
      trigger.used = true;
      return trigger;
    },
  };
}

export interface ResponseTo {
  channel: string;
  userId: string;
  /** The message whose element was pressed; a slash command has none. */
  messageTs?: string;
}

/** Response URLs answer one interaction: five times, for half an hour. */
export function createResponseUrls(clock: () => Date, baseUrl: () => string) {
  const issued = new Map<string, ResponseTo & { at: number; uses: number }>();
  return {
    issue(to: ResponseTo): string {
      const path = `/response/${randomBytes(6).toString('hex').toUpperCase()}/${randomBytes(12).toString('base64url')}`;
      issued.set(path, { ...to, at: clock().getTime(), uses: 0 });
      return `${baseUrl()}${path}`;
    },
    /** What the URL answers to; throws `no_such_url`, `used_url` or `expired_url`. */
    look(path: string): ResponseTo {
      const found = issued.get(path);
      if (found === undefined) throw new SlackError('no_such_url');
      if (found.uses >= responseUses) throw new SlackError('used_url');
      if (clock().getTime() - found.at > responseLivesMs) throw new SlackError('expired_url');
      return found;
    },
    count(path: string): void {
      const found = issued.get(path);
      if (found !== undefined) found.uses += 1;
    },
  };
}
