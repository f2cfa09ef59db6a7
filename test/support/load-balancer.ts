import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** How often each place is asked whether it is ready: a probe of Kubernetes, faster. */
const probeMs = 50;

/** Stands before several bots as a Service of Kubernetes does: a request goes to one that said it is ready, once, over connections that are kept. */
export interface LoadBalancer {
  url: string;
  add(url: string): void;
  remove(url: string): void;
  /** The places that get requests now. */
  ready(): string[];
  /** How many requests a place has not answered yet. */
  waitingFor(url: string): number;
  /** What could not be brought anywhere, or broke off on the way. */
  failures: string[];
  close(): Promise<void>;
}

export async function startLoadBalancer(): Promise<LoadBalancer> {
  const agent = new Agent({ keepAlive: true });
  const places = new Map<string, boolean>();
  const failures: string[] = [];
  const waiting = new Map<string, number>();
  let turn = 0;
  let open = true;

  // a connection that is closed just as the next request comes over it would be nobody's failure
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, answer) => {
    const ready = readyOnes();
    const place = ready[turn++ % ready.length];
    if (place === undefined) fail(answer, 'nobody is ready');
    else pass(place, incoming, answer);
  });
  const readyOnes = () => [...places].flatMap(([url, ready]) => (ready ? [url] : []));

  function pass(place: string, incoming: IncomingMessage, answer: ServerResponse): void {
    const { connection: _, ...headers } = incoming.headers;
    count(place, 1);
    answer.on('close', () => count(place, -1));
    const onward = request(`${place}${incoming.url}`, { method: incoming.method, headers, agent }, (reply) => {
      const { connection: __, ...rest } = reply.headers;
      answer.writeHead(reply.statusCode ?? 502, rest);
      reply.on('error', () => fail(answer, 'the answer broke off'));
      reply.pipe(answer);
    });
    onward.on('error', ({ message }) => fail(answer, message));
    incoming.pipe(onward);
  }

  const count = (place: string, by: 1 | -1) => void waiting.set(place, (waiting.get(place) ?? 0) + by);

  function fail(answer: ServerResponse, why: string): void {
    failures.push(why);
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502).end();
  }

  async function probe(url: string): Promise<void> {
    while (open && places.has(url)) {
      const ready = await fetch(`${url}/readyz`, { headers: { connection: 'close' } }).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (places.has(url)) places.set(url, ready);
      await pause(probeMs);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The load balancer has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    failures,
    ready: readyOnes,
    waitingFor: (url) => waiting.get(url) ?? 0,
    add(url) {
      places.set(url, false);
      void probe(url);
    },
    remove: (url) => void places.delete(url),
    async close() {
      open = false;
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
