import type { ServerResponse } from 'node:http';
import { sendJson } from './http.ts';
import type { SlackDouble } from './slack/index.ts';

/** Pictures that a browser may show; everything else is only kept. */
const pictures: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** `GET /api/file?id=&as=`: a file that this person can see, as Slack's own client shows it. */
export function giveFile(slack: SlackDouble, response: ServerResponse, url: URL): void {
  const file = slack.file(url.searchParams.get('id') ?? '', url.searchParams.get('as') ?? '');
  if (file === undefined) {
    sendJson(response, 404, { ok: false, error: 'There is no such file here.' });
    return;
  }
  const picture = pictures[/\.([a-z]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? ''];
  response.writeHead(200, {
    'content-type': picture ?? 'application/octet-stream',
    'content-length': file.bytes.byteLength,
    'content-disposition': `${picture === undefined ? 'attachment' : 'inline'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(file.bytes);
}
