import { describe, expect, it } from 'vitest';
import type { Build, Failure } from '../../../src/domain/build/build.ts';
import { courseOf } from '../../../src/domain/build/course.ts';

const failure: Failure = {
  signature: 's-1',
  likeness: 'l-1',
  infra: false,
  job: 'unit',
  legs: [],
  step: 'vitest',
  say: 'expected 200, got 500',
  file: 'orders.spec.ts',
  line: 88,
  log: [],
  url: 'https://github.com/acme/checkout',
  unread: null,
};

interface Given {
  number: number;
  attempt?: number;
  sha?: string;
  conclusion?: string;
  failing?: string[];
  branch?: string;
  headRepo?: string;
  workflow?: string;
  workflowId?: string;
}

function build({
  number,
  attempt = 1,
  sha = `sha${number}`,
  conclusion = 'failure',
  failing = ['s-1'],
  branch = 'main',
  ...rest
}: Given): Build {
  return {
    status: 'settled',
    everyRunIn: [],
    id: `build-${number}-${attempt}`,
    traceId: 't',
    repo: 'acme/checkout',
    isPrivate: true,
    defaultBranch: 'main',
    system: 'github',
    run: {
      id: String(number),
      attempt,
      number,
      workflow: rest.workflow ?? 'ci',
      workflowId: rest.workflowId ?? null,
      trigger: 'push',
      branch,
      sha,
      title: 'Add refund path',
      status: 'completed',
      conclusion,
      url: `https://github.com/acme/checkout/actions/runs/${number}`,
      startedAt: `2026-11-20T12:${String(number).padStart(2, '0')}:00.000Z`,
      updatedAt: `2026-11-20T12:${String(number).padStart(2, '0')}:30.000Z`,
      by: null,
      headRepo: rest.headRepo ?? 'acme/checkout',
      pullRequests: [],
    },
    failures: conclusion === 'failure' ? failing.map((signature) => ({ ...failure, signature })) : [],
  };
}

const green = (number: number, given: Partial<Given> = {}) => build({ number, conclusion: 'success', ...given });
const on = { workflow: 'ci', workflowId: null, branch: 'main', signature: 's-1', failure };

describe('the course of a failure', () => {
  it('counts from the last green run on, whatever the order in which runs were heard of', () => {
    const runs = [build({ number: 4 }), green(5), build({ number: 6 }), build({ number: 7 })];
    for (const order of [runs, runs.toReversed(), [runs[2], runs[0], runs[3], runs[1]].flatMap((one) => one ?? [])]) {
      const course = courseOf(on, order);
      expect(course?.since.number).toBe(6);
      expect(course?.newest.number).toBe(7);
      expect(course?.count).toBe(2);
      expect(course?.greenBefore).toBe('sha5');
      expect(course?.fixed).toBeNull();
    }
  });

  it('is over with the first green run behind the newest red one, not with an older one that comes late', () => {
    expect(courseOf(on, [green(5), build({ number: 6 })])?.fixed).toBeNull();
    expect(courseOf(on, [green(8), build({ number: 6 }), green(7)])?.fixed?.number).toBe(7);
  });

  it('goes by attempts within a run: a later attempt replaces the one before', () => {
    const course = courseOf(on, [build({ number: 6 }), green(6, { attempt: 2 })]);
    expect(course?.fixed?.attempt).toBe(2);
    expect(course?.sameCommit).toBe(true);
    // the re-run of an old commit says nothing about a newer one
    expect(courseOf(on, [build({ number: 6 }), green(6, { attempt: 2 }), build({ number: 7 })])?.fixed).toBeNull();
  });

  it('takes what was cancelled or skipped for neither', () => {
    expect(courseOf(on, [build({ number: 6 }), build({ number: 7, conclusion: 'cancelled' })])?.fixed).toBeNull();
    expect(courseOf(on, [build({ number: 6, conclusion: 'skipped' })])).toBeUndefined();
  });

  it('knows another failure in a later run for another one', () => {
    const course = courseOf(on, [build({ number: 6 }), build({ number: 7, failing: ['s-2'] })]);
    expect(course?.newest.number).toBe(6);
    expect(course?.otherwise?.number).toBe(7);
  });

  it('takes what was not read for what failed in the same job and step, and shows what was', () => {
    const unread = (number: number, step = 'vitest'): Build => ({
      ...build({ number }),
      status: 'settled',
      everyRunIn: [],
      failures: [{ ...failure, signature: 's-0', step, say: 'Its log is not read yet.', url: 'https://github.com/7', unread: 'awaited' }],
    });
    const course = courseOf(on, [build({ number: 6 }), unread(7)]);
    expect(course).toMatchObject({ count: 2, newest: { number: 7 } });
    expect(course?.failure).toMatchObject({ say: failure.say, url: 'https://github.com/7', unread: null });
    expect(courseOf(on, [build({ number: 6 }), unread(7, 'eslint')])).toMatchObject({ count: 1, otherwise: { number: 7 } });
    expect(courseOf({ ...on, signature: 's-0' }, [unread(7), unread(8)])?.failure.unread).toBe('awaited');
  });

  it('goes on where a workflow gets another name, and keeps two of the same name apart', () => {
    const its = { ...on, workflowId: '7' };
    const runs = [build({ number: 6, workflowId: '7' }), green(7, { workflow: 'verify', workflowId: '7' })];
    expect(courseOf(its, runs)).toMatchObject({ called: 'verify', fixed: { number: 7 } });
    expect(courseOf(its, [build({ number: 6, workflowId: '7' }), green(7, { workflowId: '8' })])?.fixed).toBeNull();
  });

  it('keeps branches, workflows and forks apart', () => {
    const course = courseOf(on, [
      build({ number: 6 }),
      green(7, { branch: 'fix' }),
      green(8, { workflow: 'lint' }),
      green(9, { headRepo: 'mallory/checkout' }),
    ]);
    expect(course?.fixed).toBeNull();
    expect(courseOf({ ...on, branch: 'mallory/checkout:main' }, [build({ number: 9, headRepo: 'mallory/checkout' })])?.count).toBe(1);
  });
});
