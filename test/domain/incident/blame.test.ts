import { describe, expect, it } from 'vitest';
import { blameIn } from '../../../src/domain/incident/blame.ts';

const names = ['Dana Reed', 'Lee (ops)'];
const said = (text: string) => blameIn(text, names).map(({ words }) => words);

describe('words that blame', () => {
  it.each([
    ['Dana broke production on Friday', 'Dana broke production'],
    ['it was dana reed caused the outage', 'dana reed caused'],
    ['She forgot to run the migration', 'She forgot to'],
    ['The on-call should have noticed', 'The on-call should have noticed'],
    ["They didn't check the logs", "They didn't check"],
    ['We failed to test it', 'We failed to'],
    ['Lee (ops) made a stupid mistake', 'Lee (ops) made a stupid mistake'],
    ['The root cause is a missing index', 'root cause'],
    ['It was human error', 'human error'],
    ["It was Dana's fault", "Dana's fault"],
    ['a careless change', 'careless'],
  ])('are pointed out in "%s"', (text, words) => expect(said(text)).toEqual([words]));

  it.each([
    'The change to the price cache used more memory than a pod has',
    'Dana rolled checkout back to v1.2.0',
    'The deploy failed to come up; the pods crashed',
    'Checks should have been red: the test was skipped',
    'Contributing factors: the alert came late',
    'The build is red since 8f31c2',
    'default values of the flag',
  ])('are not in "%s"', (text) => expect(said(text)).toEqual([]));

  it('come with what could stand there instead, and where they stand', () => {
    expect(blameIn('Summary\n\nDana broke it by human error.', names)).toEqual([
      { words: 'Dana broke it', instead: 'the change to …', line: 3 },
      { words: 'human error', instead: 'what made it easy to happen, and hard to see', line: 3 },
    ]);
  });

  it('are looked for in time, whatever the text', () => {
    const began = performance.now();
    blameIn(`${'they should '.repeat(20_000)}\n${'a'.repeat(200_000)}`, [`((((a+)+)+)${'x'.repeat(500)}`]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
