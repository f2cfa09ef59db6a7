import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../src/integrations/kubernetes/lines.ts';
import { createShelf, type Kept } from '../../../src/integrations/kubernetes/shelf.ts';
import { plain, shortened } from '../../../src/integrations/kubernetes/words.ts';

const thing = (name: string, resourceVersion: string, uid = `uid-of-${name}`): Kept => ({
  metadata: {
    name,
    uid,
    resourceVersion,
    creationTimestamp: '',
    labels: {},
    annotations: {},
    ownerReferences: [{ name: 'owner', uid: 'owner' }],
  },
});

describe('a shelf', () => {
  it('keeps the newest, whatever order things are told in (case 59)', () => {
    const shelf = createShelf();
    expect(shelf.put(thing('a', '9'))).toBe(true);
    expect(shelf.put(thing('a', '12'))).toBe(true);
    expect(shelf.put(thing('a', '12'))).toBe(false);
    expect(shelf.put(thing('a', '10'))).toBe(false);
    expect(shelf.get('a')?.metadata.resourceVersion).toBe('12');
    expect(shelf.ownedBy('owner')).toHaveLength(1);
  });

  it('takes what came last where versions cannot be compared', () => {
    const shelf = createShelf();
    shelf.put(thing('a', 'zebra'));
    expect(shelf.put(thing('a', 'ant'))).toBe(true);
    expect(shelf.put(thing('a', 'ant'))).toBe(false);
  });

  it('does not bring back what was deleted, but takes a new one of the same name (case 59)', () => {
    const shelf = createShelf();
    shelf.put(thing('a', '9', 'first'));
    expect(shelf.remove(thing('a', '11', 'first'))).toBe(true);
    expect(shelf.put(thing('a', '10', 'first'))).toBe(false);
    expect(shelf.put(thing('a', '12', 'second'))).toBe(true);
    expect(shelf.remove(thing('a', '11', 'first'))).toBe(false);
    expect(shelf.get('a')?.metadata.uid).toBe('second');
  });

  it('believes a list, even one that goes back in time, and tells what has changed', () => {
    const shelf = createShelf();
    for (const name of ['same', 'older', 'gone']) shelf.put(thing(name, '9'));
    const changed = shelf.replaceAll([thing('same', '9'), thing('older', '4'), thing('new', '9')]);
    expect(changed.map(({ metadata }) => metadata.name)).toEqual(['older', 'new', 'gone']);
    expect(shelf.ownedBy('owner').map(({ metadata }) => metadata.name)).toEqual(['same', 'older', 'new']);
  });
});

describe('lines', () => {
  const split = async (chunks: string[], longest = 100): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of linesOf(stream(chunks), longest)) lines.push(line);
    return lines;
  };

  it('are put together from pieces, also where a character is cut in two', async () => {
    expect(await split(['a', 'b\n\nc', 'd\ne\n'])).toEqual(['ab', 'cd', 'e']);
    const bytes = [...Buffer.from('ü–🚢\n')].map((byte) => Buffer.from([byte]));
    const lines: string[] = [];
    for await (const line of linesOf(stream(bytes), 100)) lines.push(line);
    expect(lines).toEqual(['ü–🚢']);
  });

  it('may not be longer than allowed, whole or begun, nor end in the middle (case 60)', async () => {
    await expect(split([`${'x'.repeat(101)}\n`])).rejects.toThrow('a line is over 100 bytes');
    await expect(split(['x'.repeat(60), 'x'.repeat(60)])).rejects.toThrow('a line is over 100 bytes');
    await expect(split(['whole\n', 'hal'])).rejects.toThrow('the last line was cut off');
  });
});

describe('words', () => {
  it('lose their colours and control characters, and stay one line of the length that is wanted', () => {
    expect(plain('\u001b[31mred\u001b[0m \u001b]8;;https://x\u0007link\u001b]8;;\u0007\r\nnext\u0000')).toBe('red link\nnext');
    expect(shortened('one\n  two\tthree', 100)).toBe('one two three');
    expect(shortened('🚢🚢🚢🚢', 3)).toBe('🚢🚢…');
  });
});

async function* stream(chunks: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}
