import { describe, expect, it } from 'vitest';
import { longestLine } from '../../../src/domain/build/log-line.ts';
import { createLogReader } from '../../../src/domain/build/log-reader.ts';
import { essenceOf, likenessText, signatureText } from '../../../src/domain/build/signature.ts';
import { isInfra, readAnnotations, readLog, understand } from '../../../src/domain/build/understand.ts';

const at = (second: number, text: string) => `2026-11-20T14:03:${String(second).padStart(2, '0')}.1234567Z ${text}`;

describe('reading a log', () => {
  it('keeps to the step that failed: what was allowed to fail before it, and what came after, is not its fault', () => {
    const log = [
      at(1, '##[group]Run npm run lint'),
      at(1, '##[endgroup]'),
      at(2, 'src/old.ts(1,1): error TS2345: Argument of another time.'),
      at(2, '##[error]Process completed with exit code 2.'),
      at(3, '##[group]Run npm test'),
      at(3, '##[endgroup]'),
      at(9, ' FAIL  test/orders.spec.ts > refunds'),
      at(9, 'AssertionError: expected 500 to be 200'),
      at(9, '##[error]Process completed with exit code 1.'),
      at(20, 'src/later.ts(1,1): error TS2345: Argument of a later step.'),
    ];
    const reader = createLogReader({ from: new Date('2026-11-20T14:03:03Z'), to: new Date('2026-11-20T14:03:10Z') });
    for (const line of log) reader.push(line);
    expect(reader.finish()).toMatchObject({ say: 'AssertionError: expected 500 to be 200', file: 'test/orders.spec.ts' });
  });

  it('takes the words of the command itself for no error', () => {
    const log = [
      '##[group]Run echo "Error: this is what would be said"',
      'Error: this is what would be said',
      '##[endgroup]',
      'ok',
      'not quite',
    ];
    expect(readLog(log.join('\n')).say).toBe('not quite');
  });

  // case 102
  it('has no secrets, not even those of many lines, nor in what it is recognised by', () => {
    const log = [
      'FAIL  test/login.spec.ts > signs in',
      'AssertionError: expected token=ghp_abcdefghijklmnopqrstuvwxyz0123456789 to be valid',
      '-----BEGIN RSA PRIVATE KEY-----',
      'MIIEowIBAAKCAQEAsecretsecretsecret',
      '-----END RSA PRIVATE KEY-----',
      'postgres://shipmate:hunter2@db.acme.dev/shipmate',
      '##[error]Process completed with exit code 1.',
    ];
    const text = JSON.stringify(readLog(log.join('\n')));
    for (const secret of ['ghp_', 'MIIEow', 'hunter2']) expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  it('shows what strangers wrote without anything that acts on a terminal or hides', () => {
    const { say } = readLog(
      'Error: \u001b[31m<!channel>\u001b[0m \u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007 \u202eevil\u200b',
    );
    expect(say).toBe('<!channel> click evil');
  });

  it('has something to say of a log that says nothing', () => {
    expect(readLog('')).toMatchObject({ say: '', lines: [] });
    expect(understand(readLog(''), []).say).toBe('No log says why.');
    expect(understand(undefined, []).say).toBe('No log says why.');
  });

  it('reads what GitHub wrote beside a job whose machine went away', () => {
    const lost = {
      path: '.github',
      line: 1,
      level: 'failure',
      title: null,
      message:
        'The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process can cause this.',
    };
    const reading = understand(readLog('PASS src/cart.test.js\n'), [lost]);
    expect(reading).toMatchObject({ cause: 'runner', file: null });
    expect(isInfra(reading.cause)).toBe(true);
    expect(readAnnotations([{ path: 'src/a.ts', line: 7, level: 'failure', title: null, message: 'It is never used.' }])).toMatchObject({
      say: 'It is never used.',
      file: 'src/a.ts',
      line: 7,
    });
    expect(readAnnotations([{ ...lost, level: 'warning' }])).toBeUndefined();
  });

  it.each([
    ['spaces', ' '.repeat(longestLine)],
    ['digits', '1'.repeat(longestLine)],
    ['colons', ':1'.repeat(longestLine / 2)],
    ['brackets', '['.repeat(longestLine)],
    ['dots', `${'a.'.repeat(longestLine / 2)}!`],
    ['slashes', '/'.repeat(longestLine)],
    ['words that begin like errors', `${'Error: '.repeat(longestLine / 7)}`],
    ['escapes', '\u001b]'.repeat(longestLine)],
    ['almost a path', `${'src/a'.repeat(longestLine / 5)}:`],
    ['quotes and dashes', `--- FAIL: ${'-"\''.repeat(longestLine / 3)}`],
    ['underscores', `${'_'.repeat(longestLine)} x`],
  ])('is not held up by hostile lines: %s (case 78)', (_what, line) => {
    const begun = process.cpuUsage();
    const reader = createLogReader();
    for (let nth = 0; nth < 300; nth++) reader.push(`${nth} ${line}`);
    for (let nth = 0; nth < 300; nth++) reader.push(line);
    reader.finish();
    // some milliseconds a line are a hundred times what it takes, and nothing next to what a pattern takes that backtracks
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(3_000);
  });
});

describe('what a failure is recognised by', () => {
  const failing = {
    repo: 'acme/checkout',
    workflow: 'ci',
    job: 'test (20, ubuntu-latest)',
    step: 'npm test',
    essence: 'expected 500 to be 200',
  };

  it('is the same on every leg of a matrix, and however the repository is spelt', () => {
    expect(signatureText({ ...failing, job: 'test (22, windows-latest)' })).toBe(signatureText(failing));
    expect(signatureText({ ...failing, repo: 'Acme/Checkout' })).toBe(signatureText(failing));
  });

  it('is another in another repository, workflow, job or step; there it is only alike', () => {
    for (const other of [{ repo: 'acme/payments' }, { workflow: 'nightly' }, { job: 'lint' }, { step: 'npm run lint' }, { essence: 'x' }]) {
      expect(signatureText({ ...failing, ...other })).not.toBe(signatureText(failing));
    }
    expect(likenessText({ essence: 'x' })).toBe(likenessText({ essence: 'x' }));
  });

  it.each([
    ['connect ECONNREFUSED 127.0.0.1:43521', 'connect ECONNREFUSED 127.0.0.1:39001'],
    ['took 1.5s and 20 ms', 'took 12.25s and 3 ms'],
    ['at src/a.ts:12:3', 'at src/a.ts:14:9'],
    ['request 6f9619ff-8b86-d011-b42d-00cf4fc964ff', 'request 0b7cd1a2-4e5f-4a6b-9c8d-7e6f5a4b3c2d'],
    ['commit 8f31c2d', 'commit 91ab04e'],
    ['at 2026-11-20T14:03:11Z', 'at 2026-11-21T02:47:55.120Z'],
    ['in /home/runner/work/checkout/checkout/src/a.ts', 'in D:\\a\\checkout\\checkout\\src\\a.ts'],
    ['/tmp/go-build3519122704/b001', '/tmp/go-build882140117/b001'],
    ['3 tests failed of 120', '4 tests failed of 120'],
    ['listening on port 3000', 'listening on port 3001'],
  ])('has nothing of what passes: %s', (one, other) => {
    expect(essenceOf([one])).toBe(essenceOf([other]));
  });

  it.each([
    ['expected 500 to be 200', 'expected 404 to be 200'],
    ["Cannot find module './a'", "Cannot find module './b'"],
    ['src/a.ts: x', 'src/b.ts: x'],
  ])('has what matters: %s', (one, other) => {
    expect(essenceOf([one])).not.toBe(essenceOf([other]));
  });
});
