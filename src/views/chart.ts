import { bars } from './chart/bars.ts';
import { columns } from './chart/columns.ts';
import { number, palette, tag, text, withoutMarks } from './chart/drawing.ts';
import { lines } from './chart/lines.ts';
import { panels } from './chart/panels.ts';
import { cut } from './kit.ts';

/** What a chart says: names and numbers, nothing of how it looks. A value of null is unknown, and leaves a gap. */
export type Chart = { title: string } & (
  | ({ kind: 'bars' | 'columns' } & Figures)
  | { kind: 'lines'; unit: string /** What the points are: `week`. */; names: string; points: readonly string[]; lines: readonly Line[] }
  /** Several figures of the same things, each with a unit of its own, one beneath the other. */
  | { kind: 'panels'; panels: readonly Panel[] }
);

export interface Figures {
  /** What the numbers count: `incidents`, `minutes`. */
  unit: string;
  /** What the names are: `service`. */
  names: string;
  bars: readonly Bar[];
}

export interface Panel extends Figures {
  title: string;
}

export interface Bar {
  name: string;
  value: number | null;
}

export interface Line {
  name: string;
  /** One for each point. */
  values: readonly (number | null)[];
}

const width = 960;
const emptyHeight = 320;

/**
 * The chart as SVG: bars lie, for names; columns stand, for hours and weeks; lines run over time. Names that are too long are cut, what does
 * not fit is counted, and whatever anybody wrote is shown as text.
 */
export function chartSvg(chart: Chart): string {
  const body = isEmpty(chart) ? nothing() : draw(chart);
  const { height } = body;
  return tag(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, 'font-family': 'DejaVu Sans', role: 'img' },
    tag('title', {}, chart.title),
    tag('desc', {}, chartInWords(chart)),
    tag('rect', { width, height, fill: palette.paper }),
    text(chart.title, { x: 32, y: 48, size: 24, weight: 'bold', room: width - 64 }),
    body.svg,
  ).svg;
}

function draw(chart: Chart) {
  switch (chart.kind) {
    case 'bars':
      return bars(chart, width);
    case 'columns':
      return columns(chart, width);
    case 'lines':
      return lines(chart, width);
    case 'panels':
      return panels(chart.panels, width);
  }
}

const nothing = () => ({
  height: emptyHeight,
  svg: text('No data', { x: width / 2, y: emptyHeight / 2 + 10, size: 20, anchor: 'middle', colour: palette.faint }),
});

function isEmpty(chart: Chart): boolean {
  if (chart.kind === 'panels') return chart.panels.every((panel) => isEmpty({ kind: 'bars', ...panel }));
  return chart.kind === 'lines'
    ? chart.lines.every(({ values }) => values.every((value) => value === null))
    : chart.bars.every(({ value }) => value === null);
}

/** How many numbers are read out. */
const mostSaid = 12;
const spoken = (name: string): string => cut(withoutMarks(name), 40);

/** The same for whoever cannot see it: read out, or in a search. */
export function chartInWords(chart: Chart): string {
  if (chart.kind === 'panels')
    return [`${withoutMarks(chart.title)}.`, ...chart.panels.map((panel) => chartInWords({ kind: 'bars', ...panel }))].join(' ');
  if (isEmpty(chart)) return `${withoutMarks(chart.title)}: no data.`;
  const told = (entries: readonly Bar[]) => {
    const known = entries.flatMap(({ name, value }) => (value === null ? [] : [`${spoken(name)} ${number(value)}`]));
    return [...known.slice(0, mostSaid), ...(known.length > mostSaid ? [`${known.length - mostSaid} more`] : [])].join(', ');
  };
  const said =
    chart.kind === 'lines'
      ? chart.lines
          .map(
            ({ name, values }) =>
              `${spoken(name)}: ${told(chart.points.map((point, index) => ({ name: point, value: values[index] ?? null })))}`,
          )
          .join('; ')
      : told(chart.bars);
  // a title that says what is counted, and by what, says it already
  const isSaid = chart.title.toLowerCase().startsWith(`${chart.unit} by ${chart.names}`);
  const how = isSaid ? '' : `, in ${withoutMarks(chart.unit)} by ${withoutMarks(chart.names)}`;
  return `${withoutMarks(chart.title)}${how}: ${said}.`;
}
