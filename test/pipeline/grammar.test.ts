import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/domain/problems.ts';
import { grammarOf, match } from '../../src/pipeline/grammar.ts';
import { wordsOf } from '../../src/pipeline/words.ts';

const usages = {
  deploy: '<service> <version> [[to|on|in] <environment>] [--dry-run] [--reason <reason...>]',
  rollback: '<service> [to <version>] [[in|on] <environment>] [--dry-run] [--reason <reason...>] [--of <deploy>]',
  reject: '<deploy> [<reason...>]',
  can: '<who> <command-line...>',
  audit: '[<who>] [<service>] [since <since>] [--denied]',
  queue: '',
};
const read = (command: keyof typeof usages, line: string) => ({ ...match(grammarOf(usages[command]), wordsOf(line), `/${command}`) });

describe('the usage line as grammar', () => {
  it.each([
    ['checkout v1.3.0', { service: 'checkout', version: 'v1.3.0' }],
    ['checkout v1.3.0 staging', { service: 'checkout', version: 'v1.3.0', environment: 'staging' }],
    ['checkout v1.3.0 To staging', { service: 'checkout', version: 'v1.3.0', environment: 'staging' }],
    ['checkout@v1.3.0', { service: 'checkout', version: 'v1.3.0' }],
    ['checkout@v1.3.0 to staging', { service: 'checkout', version: 'v1.3.0', environment: 'staging' }],
    ['--dry-run checkout@v1.3.0 on staging', { service: 'checkout', version: 'v1.3.0', environment: 'staging', dryRun: true }],
    ['checkout —Dry-Run v1.3.0', { service: 'checkout', version: 'v1.3.0', dryRun: true }],
    [
      'checkout --reason "two words" v1.3.0 to staging',
      { service: 'checkout', version: 'v1.3.0', environment: 'staging', reason: 'two words' },
    ],
    [
      'checkout v1.3.0 --reason="two words" to staging',
      { service: 'checkout', version: 'v1.3.0', environment: 'staging', reason: 'two words' },
    ],
    ['checkout v1.3.0 --reason two words', { service: 'checkout', version: 'v1.3.0', reason: 'two words' }],
    ['checkout v1.3.0 --reason=two words --dry-run', { service: 'checkout', version: 'v1.3.0', reason: 'two words', dryRun: true }],
    ['checkout v1.3.0 --reason the "odd" one', { service: 'checkout', version: 'v1.3.0', reason: 'the "odd" one' }],
    ['checkout v1.3.0 --reason "--dry-run to production"', { service: 'checkout', version: 'v1.3.0', reason: '--dry-run to production' }],
    ['--version v1.3.0 --service checkout', { service: 'checkout', version: 'v1.3.0' }],
  ])('deploy %s', (line, wanted) => {
    expect(read('deploy', line)).toEqual(wanted);
  });

  it.each([
    ['rollback', 'checkout', { service: 'checkout' }],
    ['rollback', 'checkout in production to v1.2.0', { service: 'checkout', version: 'v1.2.0', environment: 'production' }],
    ['rollback', 'checkout@v1.2.0 production', { service: 'checkout', version: 'v1.2.0', environment: 'production' }],
    ['reject', 'D-1 the totals -- all of them -- are wrong', { deploy: 'D-1', reason: 'the totals -- all of them -- are wrong' }],
    ['reject', 'D-1 --reason "not today"', { deploy: 'D-1', reason: 'not today' }],
    [
      'can',
      '<@U0ANA|ana> deploy checkout v1 --dry-run --reason "a b"',
      { who: '<@U0ANA|ana>', commandLine: 'deploy checkout v1 --dry-run --reason "a b"' },
    ],
    ['audit', 'since 2d --denied', { since: '2d', denied: true }],
    ['audit', '<@U0ANA> checkout since 8h', { who: '<@U0ANA>', service: 'checkout', since: '8h' }],
    ['queue', '', {}],
  ] as const)('%s %s', (command, line, wanted) => {
    expect(read(command, line)).toEqual(wanted);
  });

  it.each([
    ['deploy', '', 'Which service? It is `/deploy <service> <version> '],
    ['deploy', 'checkout', 'Which version? It is '],
    ['deploy', 'checkout v1 staging now please', 'I do not know what to do with `now please`. It is '],
    ['deploy', 'checkout v1 to', 'What comes after `to`? It is '],
    ['deploy', 'checkout v1 to --dry-run', 'What comes after `to`? It is '],
    ['deploy', 'checkout v1 --dryrun', '`/deploy` does not take `--dryrun`. Did you mean `--dry-run`?'],
    ['deploy', 'checkout v1 --force', '`/deploy` does not take `--force`. It is '],
    ['deploy', 'checkout v1 --dry-run=no', '`--dry-run` takes nothing behind it. Leave `=no` out.'],
    ['deploy', 'checkout v1 --reason', '`--reason` needs something behind it'],
    ['deploy', 'checkout v1 --reason ""', '`--reason` needs something behind it'],
    ['deploy', 'checkout v1 --reason --dry-run', '`--reason` needs something behind it'],
    ['deploy', 'checkout v1 --__proto__ x', '`/deploy` does not take `--__proto__`.'],
    ['deploy', 'checkout v1 --constructor', '`/deploy` does not take `--constructor`.'],
    ['queue', 'checkout', 'I do not know what to do with `checkout`. It is `/queue`.'],
    ['can', '<@U0ANA>', 'Which command line? It is '],
  ] as const)('refuses /%s %s', (command, line, sentence) => {
    expect(() => read(command, line)).toThrow(sentence);
  });

  it('throws nothing but refusals, and finds nothing that was not typed', () => {
    const piece = fc.oneof(
      fc.constantFrom('to', 'in', '--reason', '--dry-run', '--', '—x', '"', '@', 'a@b', '__proto__', 'constructor', '=', '--reason='),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(usages)), fc.array(piece, { maxLength: 12 }), (command, pieces) => {
        const line = pieces.join(' ');
        try {
          const wanted = read(command as keyof typeof usages, line);
          for (const value of Object.values(wanted)) expect(value === true || value !== '').toBe(true);
          expect(Object.keys(wanted).every((name) => /^[a-zA-Z]+$/.test(name))).toBe(true);
        } catch (problem) {
          expect(problem).toBeInstanceOf(Refusal);
        }
      }),
    );
  });

  it.each(['<service', '[--x y]', '<service> or <version>', '[to version]'])('does not start with the usage line %s', (usage) => {
    expect(() => grammarOf(usage)).toThrow(/cannot be read/);
  });
});
