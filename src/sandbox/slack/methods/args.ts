import { z } from 'zod';
import { bot } from '../../world.ts';
import { SlackError } from '../errors.ts';
import type { Channel, Message, Workspace } from '../workspace.ts';

/** Form arguments are text; JSON ones are not. These take both. */

export const flag = z
  .union([z.boolean(), z.enum(['true', '1', 'false', '0']).transform((text) => text === 'true' || text === '1')])
  .optional();
export const count = (usual: number, most: number) => z.coerce.number().int().min(1).max(most).default(usual);

/** An argument that is a JSON value, sent as itself or as text; what cannot be read is the given error. */
export function jsonArg(given: unknown, error: string): unknown {
  if (typeof given !== 'string') return given;
  if (given === '') return undefined;
  try {
    return JSON.parse(given);
  } catch {
    throw new SlackError(error);
  }
}

/** By id, or by `#name` as chat.postMessage also takes it. */
export function channelNamed(workspace: Workspace, idOrName: string): Channel {
  const name = idOrName.replace(/^#/, '');
  const found = workspace.channels.get(idOrName) ?? [...workspace.channels.values()].find((one) => !one.directWith && one.name === name);
  if (found === undefined || (found.isPrivate && !found.members.has(bot.userId))) throw new SlackError('channel_not_found');
  return found;
}

export function messageAt(workspace: Workspace, channel: Channel, ts: string): Message {
  const found = workspace.find(channel.id, ts);
  if (found === undefined || found.ephemeralTo !== undefined) throw new SlackError('message_not_found');
  return found;
}

/** Slack pages with an opaque cursor; an empty one ends the list. */
export function page<T>(all: readonly T[], cursor: string | undefined, limit: number): { page: T[]; next: string } {
  const start = cursor === undefined || cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64url').toString().replace('at:', ''));
  if (!Number.isSafeInteger(start)) throw new SlackError('invalid_cursor');
  const end = start + limit;
  return { page: all.slice(start, end), next: end < all.length ? Buffer.from(`at:${end}`).toString('base64url') : '' };
}
