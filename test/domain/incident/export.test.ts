import { describe, expect, it } from 'vitest';
import { csvCell, type Exported, exportTimeline, inMarkdown } from '../../../src/domain/incident/export.ts';
import { permalinkOf } from '../../../src/domain/incident/permalink.ts';

const cleo = { id: 'U0CLEO', name: 'Cleo Laurent' };
const dev = { id: 'U0DEV', name: 'Dev Patel' };
const day = '2026-11-18T';
const event = (seq: number, time: string, data: object, recorded = time) => ({
  seq,
  id: `E-1-${seq}`,
  occurredAt: new Date(`${day}${time}:00Z`),
  recordedAt: new Date(`${day}${recorded}:00Z`),
  data: { kind: 'note', phase: 'observation', actor: cleo, text: '', ...data },
});

const exported = (events: Exported['events']): Exported => ({
  incident: {
    id: 'INC-1',
    title: 'Checkout is *slow*',
    severity: 2,
    status: 'resolved',
    services: ['checkout'],
    drill: false,
    private: false,
    startedAt: `${day}09:50:00Z`,
    declaredAt: `${day}10:00:00Z`,
    mitigatedAt: null,
    resolvedAt: `${day}11:00:00Z`,
  },
  events,
  exportedAt: new Date(`${day}12:00:00Z`),
  linksBegin: 'https://acme.slack.com/archives/',
});

const story = exported([
  event(1, '10:00', { text: 'first', source: { channel: 'C0INC', ts: '1763460000.000100' } }),
  event(2, '09:55', { text: 'the alert <!channel> fired', actor: dev }, '10:20'),
  event(3, '10:30', { kind: 'edit', of: 'E-1-1', text: 'first, corrected' }),
  event(4, '10:40', { kind: 'edit', of: 'E-1-1', text: 'first, corrected again' }),
  event(5, '10:45', { kind: 'strike', of: 'E-1-2', text: 'that was another alert' }),
]);

describe('an exported timeline', () => {
  it('is told in the order in which it happened, with links, what was said first, and what was struck out and why', () => {
    const text = exportTimeline(story, 'md');
    expect(text).toMatchInlineSnapshot(`
      "# INC-1 Checkout is \\*slow\\*

      SEV2 · checkout · began 2026-11-18 09:50 · resolved 2026-11-18 11:00. All times are UTC.

      ## 2026-11-18

      - **09:55**, added 10:20 Dev Patel: ~~the alert &lt;!channel&gt; fired~~ \`E-1-2\`
        - struck out 2026-11-18 10:45 by Cleo Laurent: that was another alert
      - **10:00** Cleo Laurent: first, corrected again ([message](https://acme.slack.com/archives/C0INC/p1763460000000100)) \`E-1-1\`
        - changed 2026-11-18 10:30 by Cleo Laurent; before: first
        - changed 2026-11-18 10:40 by Cleo Laurent; before: first, corrected

      2 lines, written out 2026-11-18 12:00.
      "
    `);
  });

  it('has every event as it was written down, in JSON', () => {
    const read = JSON.parse(exportTimeline(story, 'json'));
    expect(read.events.map(({ id, kind }: { id: string; kind: string }) => `${id} ${kind}`)).toEqual([
      'E-1-1 note',
      'E-1-2 note',
      'E-1-3 edit',
      'E-1-4 edit',
      'E-1-5 strike',
    ]);
    expect(read.timeline[1]).toMatchObject({ original: 'first', text: 'first, corrected again', edits: [{}, {}] });
    expect(read.timeline[0].struck.why).toBe('that was another alert');
  });

  it('opens as a table, one row for each line', () => {
    const [headings, first, second] = exportTimeline(story, 'csv').split('\r\n');
    expect(headings).toMatch(/^id,happenedAt,writtenDownAt,who,kind,phase,text,firstSaid,changes,struckBy/);
    expect(first).toContain('E-1-2,2026-11-18T09:55:00.000Z,2026-11-18T10:20:00.000Z,Dev Patel');
    expect(second).toContain('first');
  });

  it.each([
    ['=cmd()', "'=cmd()"],
    ['+1', "'+1"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['fine\n=HYPERLINK("x")', '"fine\n\'=HYPERLINK(""x"")"'],
    ['＝1', "'＝1"],
    ['plain, with a comma', '"plain, with a comma"'],
    ['v1.2 = good', 'v1.2 = good'],
  ])('does not calculate: %j (case 83)', (cell, written) => expect(csvCell(cell)).toBe(written));
});

describe('somebody’s words in markdown', () => {
  it('are no markup, no HTML, and call nobody (case 82)', () => {
    expect(inMarkdown('**bold** <img src=x> [link](javascript:1) @dana `code`\n# title &lt;')).toBe(
      '\\*\\*bold\\*\\* &lt;img src=x&gt; \\[link\\](javascript:1) @\u2060dana \\`code\\` # title &amp;lt;',
    );
  });
});

describe('the link to a message', () => {
  it('leads into its thread', () => {
    expect(permalinkOf({ channel: 'C1', ts: '2.000300', threadTs: '1.000200' }, 'https://a.slack.com/archives/')).toBe(
      'https://a.slack.com/archives/C1/p2000300?thread_ts=1.000200&cid=C1',
    );
  });
  it('is left out where nobody knows it', () => {
    expect(permalinkOf({ channel: 'C1', ts: '2.000300' }, undefined)).toBeUndefined();
    expect(permalinkOf({ record: 'D-1' }, 'https://a.slack.com/archives/')).toBeUndefined();
  });
});
