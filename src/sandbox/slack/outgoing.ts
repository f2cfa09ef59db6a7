import { Agent, request } from 'node:http';

export interface Outgoing {
  url: string;
  headers: Record<string, string | string[]>;
  body: string;
}

export interface Incoming {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export type Sent = { kind: 'answered'; answer: Incoming } | { kind: 'timeout' } | { kind: 'unreachable' };

/** Posts over plain HTTP with the headers exactly as given, so that an attack can be sent as it is meant. Redirects are not followed. */
export function createOutgoing() {
  const agent = new Agent({ keepAlive: true });

  function post({ url, headers, body }: Outgoing, timeoutMs: number): Promise<Sent> {
    return new Promise((resolve) => {
      const call = request(
        url,
        { method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(body), ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const answer = { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
            settle({ kind: 'answered', answer });
          });
          response.on('error', () => settle({ kind: 'unreachable' }));
        },
      );
      const timer = setTimeout(() => {
        settle({ kind: 'timeout' });
        call.destroy();
      }, timeoutMs);
      const settle = (sent: Sent) => {
        clearTimeout(timer);
        resolve(sent);
      };
      call.on('error', () => settle({ kind: 'unreachable' }));
      call.end(body);
    });
  }

  return { post, close: () => agent.destroy() };
}
