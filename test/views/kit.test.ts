import { describe, expect, it } from 'vitest';
import { choice, input, someone, ticks } from '../../src/views/inputs.ts';
import {
  aside,
  asShown,
  bold,
  buttons,
  code,
  fields,
  heading,
  line,
  lineWith,
  Marked,
  message,
  modal,
  mrkdwn,
  sentence,
  verbatim,
} from '../../src/views/kit.ts';
import { limits } from '../../src/views/limits.ts';
import { progressBar, spokenDuration } from '../../src/views/time.ts';
import { partsOf, problemsOf } from '../support/slack-rules.ts';

const textOf = (marked: Marked): string => partsOf(message('', line(marked))).join('');

describe('words of others', () => {
  it.each([
    ['*loud* ~gone~ _slanted_ snake_case', '∗loud∗ ∼gone∼ ＿slanted_ snake_case'],
    ['<!channel> & <@U0BEN>', '&lt;!channel&gt; &amp; &lt;@U0BEN&gt;'],
    ['> quoted\n  > again', '›\u0020quoted\n  › again'],
    [':rotating_light: at 12:30:45', '∶rotating_light: at 12:30:45'],
    ['\u001B[31mred\u001B[0m\u0007', 'red'],
    ['\u202Edrawkcab\u200B', 'drawkcab'],
    ['half \uD83D done', 'half \uFFFD done'],
    ['👩‍🚒 می‌خواهم', '👩‍🚒 می‌خواهم'],
  ])('shows %j as it is to be read', (given, shown) => expect(asShown(given)).toBe(shown));

  it('keeps the back ticks of our own sentences, and closes what others leave open', () => {
    expect(sentence('There is no `v9 <b>` of it').text).toBe('There is no `v9 &lt;b&gt;` of it');
    expect(sentence('an odd ` one').text).toBe('an odd `one`');
    expect(code('two\nlines `x`').text).toBe("`two lines 'x'`");
    expect(code(' ').text + bold('').text).toBe('');
  });
});

describe('what is too long', () => {
  it('is cut where no escaped character, link or code is split', () => {
    for (let before = limits.section - 12; before <= limits.section; before += 1) {
      for (const end of ['&&&&&&&&&&&&', '<!date^1^{time}|12:00>', '`some code here`']) {
        const cut = textOf(new Marked('x'.repeat(before) + (end.startsWith('&') ? mrkdwn`${end}`.text : end)));
        expect(cut.length).toBeLessThanOrEqual(limits.section);
        expect(cut).not.toMatch(/&[a-z]*…|<[^>]*$/);
        expect((cut.split('`').length - 1) % 2).toBe(0);
      }
    }
  });

  it('keeps the last lines of a log, and its fence, however much escaping adds', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `${index} ${'&<>'.repeat(30)}`);
    const shown = textOf(verbatim(lines));
    expect(shown).toMatch(/^```\n[\s\S]*\n```$/);
    expect(shown).toContain('199 &amp;&lt;&gt;');
    expect(shown).not.toContain('\n1 ');
  });

  it('says how much there is besides, and keeps the buttons and the small print', () => {
    const row = buttons({ label: 'Stop', does: 'deploy cancel D-1' });
    for (const blocks of [
      Array.from({ length: 80 }, () => line(mrkdwn`short`)),
      Array.from({ length: 6 }, () => line(new Marked('x'.repeat(3_000)))),
    ]) {
      const shown = message('many', heading('Many'), ...blocks, row, aside(mrkdwn`trace`));
      expect(problemsOf(shown)).toEqual([]);
      expect(shown.blocks.slice(-3).map((block) => Reflect.get(block, 'type'))).toEqual(['context', 'actions', 'context']);
      expect(partsOf(shown).some((text) => /^\+\d+ more$/.test(text))).toBe(true);
    }
    const many = fields(Array.from({ length: 14 }, (_, index) => [`f${index}`, mrkdwn`v`] as const));
    expect(partsOf(message('fields', many)).slice(-2)).toEqual(['*f8*\nv', '+5 more']);
  });

  it('leaves nothing empty', () => {
    const shown = message('x', heading(''), line(mrkdwn``), buttons({ label: '', does: 'ops help' }), aside(mrkdwn` `));
    expect(problemsOf(shown)).toEqual([]);
  });
});

describe('what can be filled in', () => {
  const ask = (...blocks: Parameters<typeof modal>[0]['blocks']) =>
    modal({ title: 'Declare an incident', submit: 'Declare', line: 'incident declare', otherwise: 'Type it.', blocks });
  const options = (count: number, size = 0) =>
    Array.from({ length: count }, (_, index) => ({ label: `Option ${index} ${'x'.repeat(size)}`, value: `o${index}` }));

  it('asks for text, one of several, ticks and somebody', () => {
    const form = ask(
      input('title', 'What is the matter?', { filledIn: 'API errors', hint: 'In a few words' }),
      input('lines', 'What happened?', { multiline: true, optional: true, maxLength: 9_000, filledIn: 'x'.repeat(9_000) }),
      choice('severity', 'How bad?', options(5), { chosen: 'o2', placeholder: 'Severity' }),
      ticks('flags', 'And', options(3), { ticked: ['o0', 'o2'], optional: true }),
      someone('commander', 'Who leads?', { chosen: 'U0CLEO' }),
    );
    expect(problemsOf(form)).toEqual([]);
    expect(form.blocks).toHaveLength(5);
    expect(JSON.stringify(form.blocks)).toContain('"initial_option":{"text":{"type":"plain_text","text":"Option 2 "},"value":"o2"}');
  });

  it('offers the first hundred of a long list, and says how many there are besides', () => {
    const form = ask(choice('service', 'Which service?', options(140, 90), { hint: 'By name.' }));
    expect(problemsOf(form)).toEqual([]);
    expect(partsOf(form)).toContain('By name. +40 more, which can be typed instead.');
  });

  it('keeps what is needed more rarely behind three dots', () => {
    const more = options(8).map(({ label, value }) => ({ label, does: `incident ${value}` }));
    const shown = message(
      'x',
      lineWith(mrkdwn`E-1 deploy is live`, { more }),
      lineWith(mrkdwn`D-1`, { label: 'Roll back', does: 'rollback checkout', style: 'danger' }),
      buttons({ label: 'Close', does: 'ticket close T-1' }, { more }),
    );
    expect(problemsOf(shown)).toEqual([]);
    expect(JSON.stringify(shown.blocks[0])).toContain('"value":"incident o4"');
    expect(JSON.stringify(shown.blocks[0])).not.toContain('"value":"incident o5"');
  });
});

describe('times and progress', () => {
  it.each([
    [-5, '0s'],
    [45_400, '45s'],
    [59_600, '1m'],
    [192_000, '3m12s'],
    [3_599_600, '1h00m'],
    [7_500_000, '2h05m'],
  ])('says %i ms as %s', (ms, said) => expect(spokenDuration(ms)).toBe(said));

  it.each([
    [0, 3, '▱▱▱'],
    [3, 5, '▰▰▰▱▱'],
    [39, 40, '▰▰▰▰▰▰▰▰▰▱'],
    [7, 5, '▰▰▰▰▰'],
    [0, 0, '▰'],
  ])('draws %i of %i as %s: full only when all is done', (done, all, bar) => expect(progressBar(done, all)).toBe(bar));
});
