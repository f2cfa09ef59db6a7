import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeChecks } from '../../../src/integrations/github/checks.ts';
import type { CheckRun } from '../../../src/integrations/github/schema.ts';

const run = (name: string, conclusion: string | null, more: Partial<CheckRun> = {}): CheckRun => ({
  id: 1,
  name,
  status: conclusion === null ? 'in_progress' : 'completed',
  conclusion,
  app: { id: 1 },
  ...more,
});

describe('what checks say about a commit', () => {
  it('is nothing when there are none, or none but skipped ones', () => {
    expect(judgeChecks([], [])).toEqual({ verdict: 'none', failing: [], pending: [] });
    expect(judgeChecks([run('deploy', 'skipped')], []).verdict).toBe('none');
  });

  it('is a pass when all passed, and skipped ones stand beside', () => {
    expect(judgeChecks([run('build', 'success'), run('lint', 'neutral'), run('docs', 'skipped')], []).verdict).toBe('passed');
    expect(judgeChecks([], [{ context: 'ci/old', state: 'success' }]).verdict).toBe('passed');
  });

  it.each(['failure', 'cancelled', 'timed_out', 'action_required', 'stale', 'startup_failure', 'something new'])(
    'is a failure after %s',
    (word) => {
      expect(judgeChecks([run('build', 'success'), run('test', word)], [])).toEqual({ verdict: 'failed', failing: ['test'], pending: [] });
    },
  );

  it.each(['error', 'failure', 'something new'])('is a failure after a status %s', (state) => {
    expect(judgeChecks([run('build', 'success')], [{ context: 'ci/old', state }])).toMatchObject({
      verdict: 'failed',
      failing: ['ci/old'],
    });
  });

  it.each(['queued', 'in_progress', 'waiting', 'requested', 'pending', 'something new'])('is not out while one is %s', (status) => {
    const runs = [run('build', 'success'), run('test', null, { status })];
    expect(judgeChecks(runs, [])).toEqual({ verdict: 'pending', failing: [], pending: ['test'] });
  });

  it('is not out while a status is pending, or a finished run has no conclusion', () => {
    expect(judgeChecks([run('build', 'success')], [{ context: 'ci/old', state: 'pending' }]).pending).toEqual(['ci/old']);
    expect(judgeChecks([run('build', null, { status: 'completed' })], []).verdict).toBe('pending');
  });

  it('keeps checks of the same name apart when different apps made them', () => {
    const runs = [run('build', 'failure', { id: 1, app: { id: 1 } }), run('build', 'success', { id: 2, app: { id: 2 } })];
    expect(judgeChecks(runs, [])).toMatchObject({ verdict: 'failed', failing: ['build'] });
  });

  it('goes by the newest run of a check, in whatever order they come', () => {
    const history = [run('test', 'failure', { id: 1 }), run('test', 'cancelled', { id: 2 }), run('test', 'success', { id: 3 })];
    fc.assert(
      fc.property(fc.shuffledSubarray(history, { minLength: 3 }), (runs) => {
        expect(judgeChecks(runs, []).verdict).toBe('passed');
      }),
    );
  });

  it('is never a pass when anything newest is anything but passed or skipped', () => {
    const conclusion = fc.constantFrom('success', 'failure', 'skipped', 'neutral', 'cancelled', null, 'new word');
    fc.assert(
      fc.property(fc.array(conclusion), (conclusions) => {
        const runs = conclusions.map((conclusion, index) => run(`check ${index}`, conclusion));
        const clean = conclusions.every((word) => word === 'success' || word === 'neutral' || word === 'skipped');
        const proven = conclusions.some((word) => word === 'success' || word === 'neutral');
        expect(judgeChecks(runs, []).verdict === 'passed').toBe(clean && proven);
      }),
    );
  });
});
