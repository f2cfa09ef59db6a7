import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Faults } from './faults.ts';

export interface Listening {
  server: Server;
  /** `http://127.0.0.1:<port>` */
  url: string;
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** Listens on loopback; port 0 takes a free one. `close` also ends open connections, so a test never hangs on a watch. */
export async function listen(handler: Handler, port = 0): Promise<Listening> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    Promise.resolve(handler(request, response, url)).catch((problem: unknown) => {
      if (!response.headersSent) sendJson(response, 500, { error: String(problem) });
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function readBody(request: IncomingMessage, limitBytes = 4 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) throw new Error(`the body is over ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

/**
 * Wraps a double's handler so that its faults happen on the wire, before (or, for `lostReply`, after) the request is carried out.
 * `ratelimited` and `error` answer with `say(status, code)`: each system words its errors its own way, and GitHub says 403 where others say 429.
 */
export function withFaults(
  faults: Faults,
  handler: Handler,
  say: (status: number, code: string | undefined) => unknown,
  limitedStatus = 429,
): Handler {
  return async (request, response, url) => {
    const fault = faults.hit(request.method ?? 'GET', url.pathname);
    switch (fault?.kind) {
      case undefined:
        return handler(request, response, url);
      case 'timeout':
        return;
      case 'drop':
        return void request.socket.destroy();
      case 'ratelimited':
        return sendJson(response, limitedStatus, say(limitedStatus, fault.code ?? 'ratelimited'), {
          'retry-after': String(fault.retryAfterS),
        });
      case 'error':
        return sendJson(response, fault.code === undefined ? fault.status : 200, say(fault.status, fault.code));
      case 'nonsense':
        response.writeHead(200, { 'content-type': 'text/html' });
        return void response.end('<html>It works!</html>');
      case 'lostReply': {
        const socket = request.socket;
        response.end = (() => socket.destroy()) as unknown as typeof response.end;
        return handler(request, response, url);
      }
    }
  };
}
