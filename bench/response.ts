/** Whether all of an HTTP answer has come: told by its length, or by its last chunk. */
export function isWhole(received: string): boolean {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return false;
  const length = /^content-length: *(\d+)/im.exec(received.slice(0, headEnd))?.[1];
  return length === undefined ? received.endsWith('\r\n0\r\n\r\n') : received.length >= headEnd + 4 + Number(length);
}
