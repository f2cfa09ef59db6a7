import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface HttpServer {
  url: string;
  /** Asks for no further request on any connection, and goes on answering: a balancer that is looking elsewhere already takes its own away. */
  letGo(): void;
  /** Takes no new connection; open requests are answered, idle connections closed. */
  close(): Promise<void>;
}

export interface ServerOptions {
  port: number;
  host: string;
  /** A client that sends its request slower than this, or none at all, is cut off, so that it holds up nobody (slowloris). */
  requestMs?: number;
}

/** @throws the system's own error when the port cannot be listened on */
export async function openServer(handle: Handle, { port, host, requestMs = 20_000 }: ServerOptions): Promise<HttpServer> {
  let lettingGo = false;
  const server = createServer(
    {
      requestTimeout: requestMs,
      headersTimeout: requestMs / 2,
      connectionsCheckingInterval: requestMs / 4,
      keepAliveTimeout: 30_000,
    },
    (request, response) => {
      if (lettingGo) response.shouldKeepAlive = false;
      Promise.resolve(handle(request, response)).catch(() => {
        if (!response.headersSent) response.writeHead(500).end();
        else response.destroy();
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    letGo() {
      lettingGo = true;
    },
    close: () =>
      new Promise((resolve) => {
        lettingGo = true;
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 3_000).unref();
      }),
  };
}

/** One handler for each `METHOD /path`; another method on a known path is 405, everything else 404. */
export function createRoutes(routes: Readonly<Record<string, Handle>>): Handle {
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const handle = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined;
    if (handle) return handle(request, response);
    const known = Object.keys(routes).filter((route) => route.endsWith(` ${path}`));
    response
      .writeHead(known.length > 0 ? 405 : 404, known.length > 0 ? { allow: known.map((route) => route.split(' ')[0]).join(', ') } : {})
      .end();
  };
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
