import { randomBytes, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { bot } from '../world.ts';

export type SocketPayloadType = 'slash_commands' | 'interactive' | 'events_api';

export interface SocketEnvelope {
  envelopeId: string;
  type: SocketPayloadType;
  payload: unknown;
  retryAttempt: number;
  retryReason: string;
}

const Ack = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() });
const connectionsMax = 10;

interface Connection {
  socket: WebSocket;
  id: string;
}

interface Waiting {
  envelope: SocketEnvelope;
  on?: Connection;
  answered(payload: unknown): void;
}

/** Socket Mode: envelopes go to one connection each, and to another one when that connection ends before it acknowledged. */
export function createSockets(server: Server, baseUrl: () => string, pingEveryMs: number) {
  const tickets = new Set<string>();
  const connections: Connection[] = [];
  const waiting = new Map<string, Waiting>();
  const upgrades = new WebSocketServer({ noServer: true, autoPong: false });
  let refusals = 0;
  let next = 0;
  let silent = false;
  let everUsed = false;

  server.on('upgrade', (request, socket: Duplex, head) => {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    if (refusals > 0 || !tickets.delete(ticket)) {
      refusals = Math.max(0, refusals - 1);
      socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    upgrades.handleUpgrade(request, socket, head, welcome);
  });

  const pings = setInterval(() => {
    if (!silent) for (const { socket } of connections) socket.ping(`Ping from applink-${randomBytes(3).toString('hex')}`);
  }, pingEveryMs);

  function welcome(socket: WebSocket): void {
    const connection = { socket, id: `applink-${randomBytes(4).toString('hex')}` };
    socket.on('error', () => socket.terminate());
    if (connections.length >= connectionsMax) {
      say(socket, { type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: connection.id } });
      socket.close();
      return;
    }
    everUsed = true;
    connections.push(connection);
    socket.on('ping', (data) => {
      if (!silent) socket.pong(data);
    });
    socket.on('message', (data) => hear(String(data)));
    socket.on('close', () => {
      connections.splice(connections.indexOf(connection), 1);
      for (const entry of waiting.values()) {
        if (entry.on !== connection) continue;
        entry.on = undefined;
        hand(entry);
      }
    });
    say(socket, {
      type: 'hello',
      num_connections: connections.length,
      debug_info: { host: connection.id, build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: bot.appId },
    });
    for (const entry of waiting.values()) if (entry.on === undefined) hand(entry);
  }

  function hear(text: string): void {
    const ack = Ack.safeParse(parseJson(text));
    if (!ack.success) return;
    const entry = waiting.get(ack.data.envelope_id);
    if (entry === undefined) return;
    waiting.delete(ack.data.envelope_id);
    entry.answered(ack.data.payload);
  }

  function hand(entry: Waiting): void {
    const connection = connections[next++ % Math.max(1, connections.length)];
    if (connection === undefined) return;
    entry.on = connection;
    const { envelopeId, type, payload, retryAttempt, retryReason } = entry.envelope;
    say(connection.socket, {
      envelope_id: envelopeId,
      type,
      payload,
      accepts_response_payload: type !== 'events_api',
      ...(type === 'events_api' ? { retry_attempt: retryAttempt, retry_reason: retryReason } : {}),
    });
  }

  return {
    open: () => connections.length,
    /** The app has connected at some time: what has nowhere to go waits for it to come back. */
    expected: () => everUsed,

    /** The URL that apps.connections.open gives; it opens one connection. */
    newUrl(): string {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${baseUrl().replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${bot.appId}`;
    },

    /** Resolves with the acknowledgement's payload, or with nothing when none came in time. */
    deliver(envelope: SocketEnvelope, timeoutMs: number): Promise<{ payload: unknown } | undefined> {
      return new Promise((resolve) => {
        // the same envelope may be told again before its first telling is answered: one answer settles both
        const before = waiting.get(envelope.envelopeId);
        const timer = setTimeout(() => {
          if (waiting.get(envelope.envelopeId) === entry) waiting.delete(envelope.envelopeId);
          resolve(undefined);
        }, timeoutMs);
        const entry: Waiting = {
          envelope,
          answered(payload) {
            clearTimeout(timer);
            before?.answered(payload);
            resolve({ payload });
          },
        };
        waiting.set(envelope.envelopeId, entry);
        hand(entry);
      });
    },

    /** With a reason Slack says goodbye first and the app closes; without one the line is cut. */
    drop(reason?: 'refresh_requested' | 'warning' | 'link_disabled'): void {
      for (const { socket, id } of [...connections]) {
        if (reason === undefined) socket.terminate();
        else say(socket, { type: 'disconnect', reason, debug_info: { host: id } });
      }
    },

    /** The next `count` connections are turned away with 503. */
    refuse(count: number): void {
      refusals = count;
    },

    /** No pings and no pongs: a line that is open and dead. */
    silence(on: boolean): void {
      silent = on;
    },

    /** Says something that is no envelope, down every line. */
    mutter(message: unknown): void {
      for (const { socket } of connections) say(socket, message);
    },

    close(): void {
      clearInterval(pings);
      for (const { socket } of [...connections]) socket.terminate();
      upgrades.close();
    },
  };
}

function say(socket: WebSocket, message: unknown): void {
  socket.send(JSON.stringify(message));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
