import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, openServer } from '../../../src/integrations/http/server.ts';
import { until } from '../../support/until.ts';

describe('people who take their time', () => {
  let server: HttpServer;
  let taken: string[];
  let sockets: Socket[];
  beforeEach(async () => {
    taken = [];
    sockets = [];
    server = await openServer(
      async (request, response) => {
        taken.push(await text(request));
        response.end('thanks');
      },
      { port: 0, host: '127.0.0.1', requestMs: 1_000 },
    );
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  /** A connection, and what comes back over it until it is closed. */
  function dial() {
    const heard = { said: '', over: false };
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard.said += bytes;
    });
    socket.on('close', () => {
      heard.over = true;
    });
    sockets.push(socket);
    return { socket, heard };
  }

  /** Somebody else, who is quick. A machine that stood still for a second may have cut them off as well. */
  const isThanked = async () => (await (await fetch(server.url, { method: 'POST', body: 'quick' })).text()) === 'thanks';

  it.each([
    ['of its headers', ''],
    ['of its body', 'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 100000\r\n\r\n'],
  ])('are cut off with 408 in the middle %s, and hold up nobody (case 79)', async (_where, begun) => {
    const { socket, heard } = dial();
    socket.write(begun === '' ? 'POST / HTTP/1.1\r\nx-slow: ' : begun);
    const drip = setInterval(() => socket.write('x'), 20);
    await until(isThanked);
    await until(() => heard.over);
    clearInterval(drip);
    expect(heard.said).toContain('408 Request Timeout');
    expect(taken).toEqual(taken.map(() => 'quick'));
  });

  it('a thousand who say nothing cost little, hold up nobody, and are cut off (case 79)', async () => {
    const before = process.memoryUsage.rss();
    const idle = Array.from({ length: 1_000 }, dial);
    await Promise.all(idle.map(({ socket }) => new Promise((open) => socket.on('connect', open))));
    await until(isThanked);
    // of a thousand connections, and of the thousand at our own end of them
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
    await until(() => idle.every(({ heard }) => heard.over));
  });
});
