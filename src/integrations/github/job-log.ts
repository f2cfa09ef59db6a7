import type { LogReader } from '../../domain/build/log-reader.ts';
import { Outage } from '../../domain/problems.ts';

/** A log that says nothing for so long, or takes so long as a whole, is tried again later. */
const silenceMs = 15_000;
const patienceMs = 180_000;
/** What a reader looks at of one line. */
const longestLine = 4_000;
/** Whatever comes after so much is not read. */
const mostBytes = 512 * 1024 * 1024;

/**
 * Reads a log as it streams by: in memory there is one piece of it, and what the reader keeps. It goes without our credentials.
 * @returns false when there is nothing at the address any more
 * @throws Outage when it cannot be read to its end
 */
export async function streamLog(address: string, reader: LogReader): Promise<boolean> {
  const giveUp = new AbortController();
  const late = setTimeout(() => giveUp.abort(new Error('the log takes too long')), patienceMs);
  let silence = setTimeout(() => giveUp.abort(new Error('the log says nothing')), silenceMs);
  try {
    const response = await fetch(address, { signal: giveUp.signal, headers: { 'user-agent': 'shipmate' } });
    if (response.status === 404 || response.status === 410) return false;
    if (!response.ok || response.body === null) throw new Error(`the log answers with ${response.status}`);
    const decoder = new TextDecoder();
    let bytes = 0;
    let rest = '';
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      clearTimeout(silence);
      silence = setTimeout(() => giveUp.abort(new Error('the log says nothing')), silenceMs);
      bytes += chunk.length;
      rest = pushLines(reader, rest, decoder.decode(chunk, { stream: true }));
      if (bytes > mostBytes) break;
    }
    if (rest !== '') reader.push(rest);
    return true;
  } catch (problem) {
    throw new Outage('github', problem);
  } finally {
    giveUp.abort();
    clearTimeout(late);
    clearTimeout(silence);
  }
}

/** Gives all whole lines to the reader; what is left is the beginning of the next one, as far as it is looked at. */
function pushLines(reader: LogReader, rest: string, text: string): string {
  let from = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
    const line = from === 0 ? rest + text.slice(0, end) : text.slice(from, end);
    reader.push(line.endsWith('\r') ? line.slice(0, -1) : line);
    from = end + 1;
  }
  const left = from === 0 ? rest + text : text.slice(from);
  return left.length > longestLine ? left.slice(0, longestLine) : left;
}
