import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { causes } from '../../../src/domain/build/log-rules/rule.ts';
import { signatureText } from '../../../src/domain/build/signature.ts';
import { readLog } from '../../../src/domain/build/understand.ts';

/**
 * Logs in the shape in which GitHub keeps them, of the tools people build with. Of each failure there are two: `again` has another time,
 * other durations, ports, paths, process ids and counts, and somebody wrote a few lines above the place that fails.
 */
const folder = new URL('../../fixtures/ci-logs/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const Expected = z.record(
  z.string(),
  z.object({
    say: z.string(),
    file: z.string().nullable(),
    line: z.number().nullable(),
    cause: z.enum(causes),
    step: z.string().nullable(),
    signature: z.string(),
  }),
);
const expected = Expected.parse(JSON.parse(read('expected.json')));

const signatureOf = (essence: string, step: string | null) =>
  createHash('sha256')
    .update(signatureText({ repo: 'acme/checkout', workflow: 'ci', job: 'unit-tests', step, essence }))
    .digest('hex')
    .slice(0, 40);

describe('the corpus of logs', () => {
  it('has at least sixty, each twice, each expected', () => {
    const names = readdirSync(folder).filter((file) => file.endsWith('.log'));
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(60);
    expect(names.sort()).toEqual(
      Object.keys(expected)
        .flatMap((name) => [`${name}.log`, `${name}.again.log`])
        .sort(),
    );
  });

  it.each(Object.entries(expected))(
    '%s: says the line that matters, and is recognised when it comes again',
    (name, { signature, step, ...what }) => {
      const reading = readLog(read(`${name}.log`));
      expect({ say: reading.say, file: reading.file, line: reading.line, cause: reading.cause }).toEqual(what);
      expect(reading.lines[0]).toBe(reading.say);
      expect(reading.lines.length).toBeLessThanOrEqual(15);
      expect(signatureOf(reading.essence, step)).toBe(signature);
      expect(signatureOf(readLog(read(`${name}.again.log`)).essence, step)).toBe(signature);
    },
  );

  it('tells every failure from every other', () => {
    const signatures = Object.values(expected).map(({ signature }) => signature);
    expect(new Set(signatures).size).toBe(signatures.length);
  });
});
