import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http.ts';
import { fileShape } from './shapes.ts';
import type { Slack } from './web-api.ts';

const largestBytes = 64 * 1024 * 1024;

/** `POST /upload/v1/<id>` takes a file's bytes in; `GET /files-pri/<team>-<id>/<name>` gives them to whoever may read them. */
export function createFileDoor(
  { workspace, scopes }: Pick<Slack, 'workspace' | 'scopes'>,
  tokens: { bot: string; revoked: ReadonlySet<string> },
) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const [, kind = '', second = '', third = ''] = url.pathname.split('/');
    if (kind === 'upload' && request.method === 'POST') {
      const file = workspace.files.get(third);
      const bytes = await fileIn(await readBody(request, largestBytes), request.headers['content-type']);
      if (file === undefined || file.bytes !== undefined || bytes.length !== file.length)
        return void response.writeHead(file === undefined ? 404 : 400).end('not taken');
      file.bytes = bytes;
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${bytes.length}`);
    }
    const id = second.split('-')[1] ?? '';
    const file = workspace.files.get(id);
    const shape = fileShape(workspace, id);
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const allowed = given === tokens.bot && !tokens.revoked.has(given) && scopes.has('files:read');
    if (file?.bytes === undefined || shape === undefined) return void response.writeHead(404).end();
    // to whom may not read it, Slack shows its front page
    if (!allowed)
      return void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<!DOCTYPE html><title>Sign in | Slack</title>');
    response.writeHead(200, { 'content-type': String(shape.mimetype), 'content-length': file.bytes.length }).end(file.bytes);
  };
}

/** Slack takes a file as the whole body, and as the one part of a form: its own client sends the latter. */
async function fileIn(body: Buffer, contentType: string | undefined): Promise<Buffer> {
  if (!contentType?.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const [part] = [...form.values()];
  return part === undefined || typeof part === 'string' ? Buffer.from(part ?? '') : Buffer.from(await part.arrayBuffer());
}
