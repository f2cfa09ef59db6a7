import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import { Unreadable } from './trouble.ts';

const longestBody = 4 * 1024 * 1024;

/** `tooLong`: over four megabytes, and what is over is not kept. `gone`: whoever sent it has hung up. */
export function readBody(request: IncomingMessage): Promise<Buffer | 'tooLong' | 'gone'> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= longestBody) {
        chunks.push(chunk);
      } else {
        chunks = [];
        resolve('tooLong');
      }
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', () => resolve('gone'));
  });
}

/** What Slack says stands in the body: a form, the JSON in a form's `payload`, or JSON. */
export type Content = { kind: 'form' | 'json'; fields: Record<string, unknown> };

/** @throws Unreadable */
export function contentOf(contentType: string | undefined, body: Buffer): Content {
  switch (contentType?.split(';', 1)[0]?.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded': {
      const form = parse(body.toString());
      return typeof form.payload === 'string' && form.ssl_check === undefined ? jsonOf(form.payload) : { kind: 'form', fields: form };
    }
    case 'application/json':
      return jsonOf(body.toString());
    default:
      throw new Unreadable('content-type');
  }
}

function jsonOf(text: string): Content {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null) return { kind: 'json', fields: { ...fields } };
  } catch {
    // told below, like everything else that is no object
  }
  throw new Unreadable('JSON');
}
