import { z } from 'zod';
import { checkBlocks } from './blocks.ts';
import { SlackError } from './errors.ts';
import { jsonArg } from './methods/args.ts';
import { type Attachment, type Block, Metadata } from './workspace.ts';

export interface Content {
  text: string;
  blocks?: Block[];
  attachments?: Attachment[];
  metadata?: Metadata;
}

const textMax = 40_000;
const Attachments = z.array(z.record(z.string(), z.unknown())).max(100);

/** What a message says, from the arguments of a posting method or the body of a response; throws what Slack answers to what it does not take. */
export function contentOf(args: Record<string, unknown>): Content {
  const text = typeof args.text === 'string' ? args.text : '';
  const blocks = jsonArg(args.blocks, 'invalid_blocks_format');
  const attachments = jsonArg(args.attachments, 'invalid_attachments');
  const metadata = jsonArg(args.metadata, 'invalid_metadata_format');
  const content: Content = { text };
  if (text.length > textMax) throw new SlackError('msg_too_long');
  if (blocks !== undefined) content.blocks = checkBlocks(blocks);
  if (attachments !== undefined) content.attachments = checkAttachments(attachments);
  if (metadata !== undefined) content.metadata = checkMetadata(metadata);
  return content;
}

export function saysNothing({ text, blocks = [], attachments = [] }: Content): boolean {
  return text === '' && blocks.length === 0 && attachments.length === 0;
}

function checkAttachments(given: unknown): Attachment[] {
  const parsed = Attachments.safeParse(given);
  if (!parsed.success) throw new SlackError('invalid_attachments');
  return parsed.data.map((attachment, index) =>
    attachment.blocks === undefined
      ? attachment
      : { ...attachment, blocks: checkBlocks(attachment.blocks, `/attachments/${index}/blocks`) },
  );
}

function checkMetadata(given: unknown): Metadata {
  const parsed = Metadata.safeParse(given);
  if (!parsed.success) throw new SlackError('invalid_metadata_format');
  if (JSON.stringify(parsed.data).length > 8_000) throw new SlackError('metadata_too_large');
  return parsed.data;
}
