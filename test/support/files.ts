import type { Town } from './town.ts';

export interface ShownFile {
  name: string;
  text: string;
  bytes: Uint8Array;
  threadTs: string | undefined;
  /** What stands beside it. */
  comment: string;
}

/** The files that somebody sees in a channel, oldest first. */
export function filesIn(town: Pick<Town, 'slack'>, channel: string, as = 'ana'): ShownFile[] {
  return town.slack.messages(channel, { as }).flatMap((message) =>
    (message.files ?? []).flatMap(({ id }) => {
      const file = town.slack.file(id, as);
      if (file === undefined) return [];
      return [{ ...file, text: Buffer.from(file.bytes).toString('utf8'), threadTs: message.threadTs, comment: message.text }];
    }),
  );
}
