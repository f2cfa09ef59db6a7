/**
 * Splits a stream of bytes into lines.
 * @throws when a line is longer than `longestBytes`, or the stream ends in the middle of one
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, longestBytes: number): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...begun, chunk.subarray(from, end)]);
      if (line.length > longestBytes) throw tooLong(longestBytes);
      begun = [];
      begunBytes = 0;
      from = end + 1;
      if (line.length > 0) yield line.toString('utf8');
    }
    begun.push(chunk.subarray(from));
    begunBytes += chunk.length - from;
    if (begunBytes > longestBytes) throw tooLong(longestBytes);
  }
  if (begunBytes > 0) throw new Error('the last line was cut off');
}

const tooLong = (longestBytes: number): Error => new Error(`a line is over ${longestBytes} bytes`);
