import { describe, expect, it } from 'vitest';
import { scale, widthOf } from '../../src/views/chart/drawing.ts';
import { type Chart, chartInWords, chartSvg } from '../../src/views/chart.ts';

const services = {
  kind: 'bars' as const,
  title: 'Incidents by service',
  unit: 'incidents',
  names: 'service',
  bars: [
    { name: 'checkout', value: 4 },
    { name: 'payments', value: 0 },
    { name: 'search', value: null },
  ],
};

describe('a chart', () => {
  it('says its title, what is counted and every number', () => {
    const svg = chartSvg(services);
    for (const said of ['Incidents by service', '>incidents<', '>service<', '>checkout<', '>4<', '>0<', '>unknown<'])
      expect(svg).toContain(said);
  });

  it('is told in words to whoever cannot see it, without what nobody knows', () => {
    expect(chartInWords(services)).toBe('Incidents by service: checkout 4, payments 0.');
    expect(chartSvg(services)).toContain(`<desc>${chartInWords(services)}</desc>`);
  });

  it('has several figures of the same things beneath one another, each with its own unit', () => {
    const { kind: _kind, ...panel } = services;
    const all: Chart = {
      kind: 'panels',
      title: 'Last 30 days',
      panels: [panel, { ...panel, title: 'Red time', unit: 'minutes', bars: [] }],
    };
    const svg = chartSvg(all);
    for (const said of ['>Last 30 days<', '>Incidents by service<', '>incidents<', '>Red time<', '>minutes<']) expect(svg).toContain(said);
    expect(chartInWords(all)).toBe(`Last 30 days. ${chartInWords(services)} Red time: no data.`);
    expect(chartSvg({ ...all, panels: [] })).toContain('>No data<');
  });

  it('says so when there is nothing to show', () => {
    for (const empty of [
      { ...services, bars: [] },
      { ...services, kind: 'columns' as const, bars: [{ name: '09', value: null }] },
      { kind: 'lines' as const, title: 'Red time', unit: 'min', names: 'week', points: [], lines: [] },
    ]) {
      expect(chartSvg(empty)).toContain('>No data<');
      expect(chartInWords(empty)).toMatch(/: no data\.$/);
    }
  });

  it('shows what anybody wrote as text, and leaves out what XML refuses (case 82)', () => {
    const name = `</text><script>alert("1")</script>&amp;\u0000\u202e\ud800\ufffe'`;
    const svg = chartSvg({ ...services, title: name, unit: name, names: name, bars: [{ name, value: 1 }] });
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).toContain('&amp;amp;');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(svg).not.toMatch(/[\u0000-\u0008\u202e\ud800-\udfff\ufffe]/);
  });

  it('cuts a long name to the room there is, and counts the bars that have none', () => {
    const long = 'w'.repeat(500);
    const svg = chartSvg({ ...services, bars: Array.from({ length: 30 }, (_, index) => ({ name: `${index}-${long}`, value: index })) });
    expect(svg).not.toContain('w'.repeat(41));
    expect(svg).toContain('…');
    expect(svg).toContain('+10 more');
  });

  it('breaks a line where a value is not known, and gives each line a mark of its own', () => {
    const svg = chartSvg({
      kind: 'lines',
      title: 'Red time',
      unit: 'minutes',
      names: 'week',
      points: ['1', '2', '3', '4'],
      lines: [
        { name: 'main', values: [1, null, 3, 4] },
        { name: 'release', values: [2, 2, 2, 2] },
      ],
    });
    expect(svg.match(/ d="M[^"]*M[^"]*L[^"]*" fill="none"/g)).toHaveLength(1);
    expect(svg).toContain('<circle');
    expect(svg).toContain('stroke-dasharray');
  });
});

describe('the scale of a chart', () => {
  it.each([
    [[0], 1],
    [[1, 2], 2],
    [[3], 3],
    [[17], 20],
    [[100], 100],
    [[0.3], 0.3],
    [[12_345], 15_000],
  ])('of %j ends at %d', (values, top) => expect(scale(values).top).toBeCloseTo(top));

  it('takes whole steps for what is counted', () => expect(scale([2]).ticks).toEqual([0, 1, 2]));
  it('knows that a wide letter is wider', () => expect(widthOf('W', 10)).toBeGreaterThan(widthOf('i', 10)));
});
