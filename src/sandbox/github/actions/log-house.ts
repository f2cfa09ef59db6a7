import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Faults } from '../../faults.ts';
import { type Handler, type Listening, listen, withFaults } from '../../http.ts';

export interface LogHouse {
  /** A signed address that opens the log for a while, to anybody who has it. */
  addressOf(lines: () => Iterable<string>): string;
  close: Listening['close'];
}

/**
 * GitHub keeps logs in another house, at another address. That house has no use for GitHub's tokens, and like the real one it turns away
 * whoever brings one along with a signed address.
 */
export async function openLogHouse(faults: Faults): Promise<LogHouse> {
  const logs = new Map<string, () => Iterable<string>>();
  const open: Handler = async (request, response, { pathname }) => {
    const lines = logs.get(pathname);
    if (request.headers.authorization !== undefined) return void response.writeHead(403).end('AuthenticationFailed');
    if (lines === undefined) return void response.writeHead(404).end('BlobNotFound');
    response.writeHead(200, { 'content-type': 'text/plain' });
    // whoever stops reading is let go
    await pipeline(Readable.from(pieces(lines())), response).catch(() => response.destroy());
  };
  const { url, close } = await listen(withFaults(faults, open, () => ({ error: 'ServerBusy' })));
  return {
    addressOf(lines) {
      const path = `/actions-results/${randomUUID()}/job.txt`;
      logs.set(path, lines);
      return `${url}${path}?sig=${randomUUID()}`;
    },
    close,
  };
}

function* pieces(lines: Iterable<string>): Generator<string> {
  let piece = '\uFEFF';
  for (const line of lines) {
    piece += line;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
