import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { Outage } from '../../../src/domain/problems.ts';
import { createCluster } from '../../../src/integrations/kubernetes/cluster.ts';
import { createConnection } from '../../../src/integrations/kubernetes/connection.ts';
import { pathOf } from '../../../src/integrations/kubernetes/resource.ts';
import { until } from '../../support/until.ts';
import { atTheEnd, target } from './bed.ts';
import { createSkippingClock } from './clock.ts';

const silent = (): void => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };
const clock = createSkippingClock();

describe('a kubeconfig', () => {
  it('may name a server below a path, and a token in a file that ends in a line break and changes by itself', async () => {
    const { url, seen } = await serve(createPlainServer, sayNotFound);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'token'), 'first\n');
    const kubeconfig = configIn(
      folder,
      { server: `${url}/k8s/clusters/c-1/`, 'insecure-skip-tls-verify': true },
      { token: 'stale', tokenFile: 'token' },
    );
    const connection = connect(kubeconfig);
    await connection.send({ method: 'GET', path: '/api/v1/pods', query: { labelSelector: 'app in (a,b)' } });
    expect(seen).toMatchObject([
      { url: '/k8s/clusters/c-1/api/v1/pods?labelSelector=app+in+%28a%2Cb%29', headers: { authorization: 'Bearer first' } },
    ]);
  });

  it('that is not there at all is refused with what to set', async () => {
    const cluster = createCluster({ inCluster: false, log, clock });
    await expect(cluster.look(target)).rejects.toMatchObject({ code: 'executor_error', say: expect.stringContaining('Set KUBECONFIG') });
  });

  it('may have a token plugin', async () => {
    const { url, seen } = await serve(createPlainServer, sayNotFound);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'echo', args: ['{"status":{"token":"made"}}'] };
    await connect(configIn(temporaryFolder(), { server: url, 'insecure-skip-tls-verify': true }, { exec })).send({
      method: 'GET',
      path: '/version',
    });
    expect(seen[0]?.headers.authorization).toBe('Bearer made');
  });

  it('with a plugin that hangs or fails is an outage, in time', async () => {
    const { url } = await serve(createPlainServer, sayNotFound);
    for (const [command, ...args] of [['sleep', '2'], ['false'], ['no-such-plugin']]) {
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, args };
      const kubeconfig = configIn(temporaryFolder(), { server: url, 'insecure-skip-tls-verify': true }, { exec });
      await expect(connect(kubeconfig, 300).send({ method: 'GET', path: '/version' })).rejects.toBeInstanceOf(Outage);
    }
  });

  it('may come in several files: the first that names a thing wins, and one that is missing is passed over', async () => {
    const { url, seen } = await serve(createPlainServer, sayNotFound);
    const one = configIn(temporaryFolder(), { server: url, 'insecure-skip-tls-verify': true }, { token: 'one' });
    const other = configIn(temporaryFolder(), { server: 'http://127.0.0.1:1' }, { token: 'other' });
    await connect(['/nowhere/config', one, other].join(':')).send({ method: 'GET', path: '/version' });
    expect(seen[0]?.headers.authorization).toBe('Bearer one');
    await expect(connect('/nowhere/config').send({ method: 'GET', path: '/version' })).rejects.toBeInstanceOf(Outage);
  });

  it.skipIf(!isOnThePath('openssl'))('may ask for TLS with a certificate authority and a client certificate', async () => {
    const folder = temporaryFolder();
    makeCertificates(folder);
    const file = (name: string): Buffer => readFileSync(join(folder, name));
    const { url, seen } = await serve(
      (listener) => createTlsServer({ key: file('ca.key'), cert: file('ca.crt'), ca: file('ca.crt'), requestCert: true }, listener),
      sayNotFound,
      'https',
    );
    const user = { 'client-certificate': 'bot.crt', 'client-key': 'bot.key' };
    await connect(configIn(folder, { server: url, 'certificate-authority': 'ca.crt' }, user)).send({ method: 'GET', path: '/version' });
    expect(seen[0]?.commonName).toBe('bot');
    await expect(connect(configIn(folder, { server: url }, user)).send({ method: 'GET', path: '/version' })).rejects.toBeInstanceOf(Outage);
  });
});

describe('a connection', () => {
  it('answers once with fresh credentials when many requests meet an expired token at once (case 64)', async () => {
    const { url, seen } = await serve(createPlainServer, (request, response) => {
      response.writeHead(request.headers.authorization === 'Bearer new' ? 200 : 401).end('{}');
    });
    const kubeconfig = configIn(temporaryFolder(), { server: url, 'insecure-skip-tls-verify': true }, { token: 'old' });
    const connection = connect(kubeconfig);
    expect(await connection.send({ method: 'GET', path: '/version' })).toMatchObject({ status: 401 });
    writeFileSync(kubeconfig, readFileSync(kubeconfig, 'utf8').replace('old', 'new'));
    const answers = await Promise.all(Array.from({ length: 5 }, () => connection.send({ method: 'GET', path: '/version' })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(seen.length).toBeLessThanOrEqual(2 + 2 * 5);
  });

  it('ends what is under way when it is closed', async () => {
    const { url } = await serve(createPlainServer, silent);
    const connection = connect(configIn(temporaryFolder(), { server: url, 'insecure-skip-tls-verify': true }, {}), 20_000);
    const asked = connection.send({ method: 'GET', path: '/version' });
    setImmediate(() => connection.close());
    await expect(asked).rejects.toBeInstanceOf(Outage);
  });

  it('addresses every kind of thing, whatever its name', () => {
    expect(pathOf({ resource: 'deployments', namespace: 'a b', name: '../x' })).toBe('/apis/apps/v1/namespaces/a%20b/deployments/..%2Fx');
    expect(pathOf({ resource: 'pods/log', namespace: 'n', name: 'p' })).toBe('/api/v1/namespaces/n/pods/p/log');
  });

  it('lists again after a watch sent an object of two megabytes (case 60)', async () => {
    const pods = '/api/v1/namespaces/production/pods';
    const { url, seen } = await serve(createPlainServer, (request, response) => {
      if (!request.url?.includes('watch=true')) return response.end('{"metadata":{"resourceVersion":"7"},"items":[]}');
      if (!request.url.startsWith(pods)) return response.writeHead(200).flushHeaders();
      return response.write(`{"type":"ADDED","object":{"metadata":{"name":"${'x'.repeat(2 * 1024 * 1024)}"}}}\n`);
    });
    const cluster = createCluster({
      kubeconfig: configIn(temporaryFolder(), { server: url, 'insecure-skip-tls-verify': true }, {}),
      log,
      clock,
    });
    atTheEnd(() => cluster.close());
    void cluster.nextChange(target);
    await until(() => seen.filter((request) => request.url?.startsWith(`${pods}?limit`)).length >= 2);
  });

  it('loads neither the client library nor undici before the first call', () => {
    const folder = join(import.meta.dirname, '../../../src/integrations/kubernetes');
    for (const file of readdirSync(folder)) {
      expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/^import (?!type).*'(@kubernetes\/client-node|undici)'/m);
    }
  });
});

interface Seen {
  url: string | undefined;
  headers: IncomingMessage['headers'];
  commonName: string | undefined;
}

async function serve(
  create: (listener: RequestListener) => Server,
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  scheme = 'http',
) {
  const seen: Seen[] = [];
  const server = create((request, response) => {
    const certificate = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : undefined;
    const name = certificate?.subject?.CN;
    seen.push({ url: request.url, headers: request.headers, commonName: Array.isArray(name) ? name[0] : name });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return { url: `${scheme}://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, seen };
}

function sayNotFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/json' });
  response.end('{"kind":"Status","reason":"NotFound","message":"not found","code":404}');
}

function connect(kubeconfig: string, timeoutMs = 60_000) {
  const connection = createConnection({ source: { kubeconfig }, context: 'acme', timeoutMs, clock });
  atTheEnd(() => connection.close());
  return connection;
}

function configIn(folder: string, cluster: object, user: object): string {
  const path = join(folder, 'config');
  writeFileSync(
    path,
    JSON.stringify({
      contexts: [{ name: 'acme', context: { cluster: 'acme', user: 'bot' } }],
      clusters: [{ name: 'acme', cluster }],
      users: [{ name: 'bot', user }],
    }),
  );
  return path;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-kubeconfig-'));
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function isOnThePath(program: string): boolean {
  try {
    execFileSync(program, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function makeCertificates(folder: string): void {
  const openssl = (line: string): void => void execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'ignore' });
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  openssl(`req -x509 ${key} -keyout ca.key -out ca.crt -days 2 -subj /CN=acme -addext subjectAltName=IP:127.0.0.1`);
  openssl(`req ${key} -keyout bot.key -out bot.csr -subj /CN=bot`);
  openssl('x509 -req -in bot.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out bot.crt -days 2');
}
