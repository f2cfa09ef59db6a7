import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/domain/build/build.ts';
import { outbreakAround } from '../../../src/domain/build/umbrella.ts';
import { red } from '../../../src/tools/gallery/red-builds.ts';

const five = (change: Partial<Failure>) =>
  ['one', 'two', 'three', 'four', 'five'].map((name, nth) => ({
    ...red,
    id: `B-${nth}`,
    repo: `acme/${name}`,
    failure: { ...red.failure, ...change },
  }));
const repositories = (all: ReturnType<typeof five>): number => (all[0] ? outbreakAround(all[0], all).length : 0);

describe('five repositories that are red at once', () => {
  it('have one trouble where they fail alike, or where the machines are sick', () => {
    expect(repositories(five({}))).toBe(5);
    expect(repositories(five({ infra: true }).map((one, nth) => ({ ...one, failure: { ...one.failure, likeness: `l-${nth}` } })))).toBe(5);
    expect(repositories(five({}).slice(1))).toBe(0);
  });

  it('have none in common that anybody knows of while their logs are not read', () => {
    expect(repositories(five({ unread: 'awaited' }))).toBe(0);
    expect(repositories(five({ unread: 'awaited', infra: true }))).toBe(5);
  });
});
