const textType = 25;
const headBytes = 20;

/** A `text[]` in PostgreSQL's binary form: long texts go there as they are, with nothing escaped or looked through. */
export function textArray(texts: readonly string[]): Buffer {
  const bytes = texts.reduce((sum, text) => sum + 4 + Buffer.byteLength(text), headBytes);
  const array = Buffer.allocUnsafe(bytes);
  // one dimension, nothing is null, of this type, so many, counted from 1
  [1, 0, textType, texts.length, 1].forEach((number, nth) => void array.writeInt32BE(number, nth * 4));
  let at = headBytes;
  for (const text of texts) {
    const length = array.write(text, at + 4);
    array.writeInt32BE(length, at);
    at += 4 + length;
  }
  return array;
}
