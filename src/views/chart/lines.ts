import type { Line } from '../chart.ts';
import { axes, type Plot, plot } from './axes.ts';
import { type Drawn, palette, round, scale, tag, text, together } from './drawing.ts';

/** More lines than there are colours and dashes cannot be told apart: the others are counted. */
const mostLines = palette.series.length;
/** Each line has its own dash and its own mark, so that colour never says it alone. */
const dashes = [undefined, '10 5', '3 4', '12 4 3 4', '6 3', '2 6'] as const;
const legendRow = 26;
const perRow = 3;

export function lines(
  { points, lines: all, unit, names }: { points: readonly string[]; lines: readonly Line[]; unit: string; names: string },
  width: number,
) {
  const shown = all.slice(0, mostLines);
  const more = all.length - shown.length;
  const entries = [...shown.map(({ name }) => name), ...(more > 0 ? [`+${more} more`] : [])];
  const { top, ticks } = scale(shown.flatMap(({ values }) => [...values]));
  const area = plot(width, top, ticks, Math.ceil(entries.length / perRow) * legendRow - 10);
  const step = points.length > 1 ? (area.right - area.left - 40) / (points.length - 1) : 0;
  const at = (index: number) => (points.length > 1 ? area.left + 20 + index * step : (area.left + area.right) / 2);
  return {
    height: area.height,
    svg: together(
      ...entries.map((name, index) => legend(name, index, width)),
      axes(area, { unit, names, labels: points, at }),
      ...shown.map(({ values }, index) => line(values.slice(0, points.length), index, area, at)),
    ),
  };
}

const colourOf = (index: number): string => palette.series[index] ?? palette.faint;

function legend(name: string, index: number, width: number): Drawn {
  const room = (width - 64) / perRow;
  const x = 32 + (index % perRow) * room;
  const y = 84 + Math.floor(index / perRow) * legendRow;
  const isCount = index >= mostLines;
  return together(
    ...(isCount
      ? []
      : [
          tag('line', {
            x1: x,
            x2: x + 36,
            y1: y - 5,
            y2: y - 5,
            stroke: colourOf(index),
            'stroke-width': 3,
            'stroke-dasharray': dashes[index],
          }),
          mark(index, x + 18, y - 5),
        ]),
    text(name, { x: isCount ? x : x + 46, y, size: 14, room: room - 60 }),
  );
}

/** A value nobody knows breaks the line: it is not guessed. */
function line(values: readonly (number | null)[], index: number, { y }: Plot, at: (index: number) => number): Drawn {
  const known = values.flatMap((value, place) => (value === null ? [] : [{ x: round(at(place)), y: round(y(value)), place }]));
  const path = known.map((point, order) => `${known[order - 1]?.place === point.place - 1 ? 'L' : 'M'}${point.x} ${point.y}`).join(' ');
  return together(
    tag('path', { d: path, fill: 'none', stroke: colourOf(index), 'stroke-width': 3, 'stroke-dasharray': dashes[index] }),
    ...known.map((point) => mark(index, point.x, point.y)),
  );
}

function mark(index: number, x: number, y: number): Drawn {
  const fill = colourOf(index);
  switch (index % 4) {
    case 0:
      return tag('circle', { cx: x, cy: y, r: 5, fill });
    case 1:
      return tag('rect', { x: x - 5, y: y - 5, width: 10, height: 10, fill });
    case 2:
      return tag('path', { d: `M${x} ${y - 6} L${x + 6} ${y + 5} L${x - 6} ${y + 5} Z`, fill });
    default:
      return tag('path', { d: `M${x} ${y - 6} L${x + 6} ${y} L${x} ${y + 6} L${x - 6} ${y} Z`, fill });
  }
}
