import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import type { Workspace } from '../../ports.ts';
import type { Ask } from './asking.ts';
import type { ClientOptions } from './client.ts';
import { limited, outageOf, unsure } from './outcomes.ts';
import { isSlacks } from './response-url.ts';
import { Anything, FileInfo, UploadPlace } from './schema.ts';

/** Files go up in two steps, so that nobody sees one before it is written down whose it is. They are read with the bot's token, and never made public. */
export function createFiles({ botToken, apiUrl, timeoutMs }: ClientOptions, ask: Ask): Pick<Workspace, 'upload' | 'share' | 'read'> {
  const isOurs = createFileHostCheck(apiUrl);

  return {
    async upload({ name, bytes }) {
      const place = await ask('files.getUploadURLExternal', { filename: name, length: bytes.byteLength }, UploadPlace);
      if ('no' in place) return { outcome: 'refused', code: place.no };
      const { upload_url: url, file_id: id } = place.said;
      if (!isOurs(url)) return { outcome: 'refused', code: 'not_slacks_url' };
      const response = await reach(url, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: bytes });
      await response.body?.cancel();
      return response.ok ? { outcome: 'done', id } : { outcome: 'refused', code: `http_${response.status}` };
    },

    async share(fileId, { channel, threadTs, title, comment }) {
      const before = await sharedIn(fileId, channel, threadTs);
      if (before !== undefined) return { outcome: 'done', permalink: before };
      const where = { channel_id: channel, thread_ts: threadTs, initial_comment: comment };
      const completed = await ask('files.completeUploadExternal', { files: JSON.stringify([{ id: fileId, title }]), ...where }, Anything);
      if ('no' in completed) return { outcome: 'refused', code: completed.no };
      const info = await ask('files.info', { file: fileId }, FileInfo);
      return 'no' in info ? { outcome: 'refused', code: info.no } : { outcome: 'done', permalink: info.said.file.permalink };
    },

    async read({ privateUrl, bytes, type }, mostBytes) {
      if (bytes > mostBytes || !isOurs(privateUrl)) return undefined;
      const response = await reach(privateUrl, { headers: { authorization: `Bearer ${botToken}` } });
      const shown = response.headers.get('content-type') ?? '';
      // to whom may not read it, Slack shows its front page
      const isFrontPage = shown.startsWith('text/html') && !type.startsWith('text/html');
      if (response.ok && !isFrontPage) return atMost(response, mostBytes);
      await response.body?.cancel();
      return undefined;
    },
  };

  /** Its address, when it is to be seen there already. */
  async function sharedIn(fileId: string, channel: string, threadTs: string | undefined): Promise<string | undefined> {
    const info = await ask('files.info', { file: fileId }, FileInfo);
    if ('no' in info) return undefined;
    const { permalink, shares } = info.said.file;
    const there = [...(shares?.public?.[channel] ?? []), ...(shares?.private?.[channel] ?? [])];
    return there.some((share) => threadTs === undefined || share.thread_ts === threadTs) ? permalink : undefined;
  }

  async function reach(url: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    } catch (problem) {
      throw new Outage('slack', problem);
    }
    if (response.status !== 429 && response.status < 500) return response;
    await response.body?.cancel();
    const failure =
      response.status === 429 ? limited(Number(response.headers.get('retry-after') ?? 1) * 1_000) : unsure(`http_${response.status}`);
    throw outageOf(failure, new Error(failure.code));
  }
}

/** Undefined: there is more. Half a picture is none. @throws Outage when the line is cut */
async function atMost(response: Response, mostBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.byteLength;
      if (length > mostBytes) return undefined;
      chunks.push(chunk);
    }
  } catch (problem) {
    throw new Outage('slack', problem);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** https on a host of Slack's; where the API is somewhere else (the sandbox), exactly that origin instead. */
function createFileHostCheck(apiUrl: string): (url: string) => boolean {
  const api = new URL(apiUrl);
  return (text) => {
    if (!z.url().safeParse(text).success) return false;
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') return false;
    return isSlacks(api.hostname) ? url.protocol === 'https:' && url.port === '' && isSlacks(url.hostname) : url.origin === api.origin;
  };
}
