import type { ServerResponse } from 'node:http';
import type { SlackDouble } from './slack/index.ts';

export type Watch = (listener: () => void) => () => void;

const atMostEveryMs = 100;
const heartbeatMs = 15_000;

export interface Sources {
  slack: SlackDouble;
  watchCluster?: Watch;
  watchLedger?: Watch;
  ending?: AbortSignal;
}

/** Server-sent events: `change` with `{ what, channel? }` whenever something changed, each kind at most ten times a second. */
export function createLive({ slack, watchCluster, watchLedger, ending }: Sources) {
  return {
    follow(response: ServerResponse, as: string | null): void {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
      response.write(': listening\n\n');
      const waiting = new Set<string>();
      let timer: NodeJS.Timeout | undefined;

      function send(): void {
        timer = waiting.size > 0 ? setTimeout(send, atMostEveryMs) : undefined;
        for (const change of waiting) response.write(`event: change\ndata: ${change}\n\n`);
        waiting.clear();
      }
      function note(change: unknown): void {
        waiting.add(JSON.stringify(change));
        timer ??= setTimeout(send, 0);
      }

      const own =
        as === null
          ? undefined
          : `D${slack
              .users()
              .find((user) => user.name === as || user.id === as)
              ?.id.slice(1)}`;
      const stops = [
        slack.onChange((change) => {
          const others = change.what === 'messages' && change.channel.startsWith('D') && change.channel !== own;
          if (!others) note(change);
        }),
        watchCluster?.(() => note({ what: 'cluster' })),
        watchLedger?.(() => note({ what: 'ledger' })),
      ];
      const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
      const end = () => void response.end();
      ending?.addEventListener('abort', end);
      response.on('close', () => {
        ending?.removeEventListener('abort', end);
        clearInterval(heartbeat);
        clearTimeout(timer);
        for (const stop of stops) stop?.();
      });
    },
  };
}
