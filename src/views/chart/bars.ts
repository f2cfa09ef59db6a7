import type { Bar } from '../chart.ts';
import { Drawn, number, palette, round, scale, tag, text, together, widthOf } from './drawing.ts';

/** More would be a list, not a picture: the others are counted. */
const mostBars = 20;
const rowHeight = 36;
const top = 100;
const widestName = 300;
const size = 15;

/** Lying bars, one for each name, with the value at the end of each. */
export function bars({ bars: all, unit, names }: { bars: readonly Bar[]; unit: string; names: string }, width: number) {
  const shown = all.slice(0, mostBars);
  const { top: most, ticks } = scale(shown.map(({ value }) => value));
  const nameRoom = Math.min(widestName, Math.max(widthOf(names, size), ...shown.map(({ name }) => widthOf(name, size))) + 8);
  const left = 32 + nameRoom + 12;
  const right = width - 96;
  const bottom = top + shown.length * rowHeight + 8;
  const x = (value: number) => left + (value / most) * (right - left);
  const more = all.length - shown.length;

  const grid = ticks.map((tick) =>
    together(
      tag('line', { x1: round(x(tick)), x2: round(x(tick)), y1: top - 4, y2: bottom, stroke: palette.grid }),
      text(number(tick), { x: x(tick), y: bottom + 24, size, anchor: 'middle', colour: palette.faint }),
    ),
  );
  const rows = shown.map(({ name, value }, index) => {
    const y = top + index * rowHeight;
    return together(
      text(name, { x: left - 12, y: y + 21, size, anchor: 'end', room: nameRoom }),
      value === null
        ? text('unknown', { x: left + 8, y: y + 21, size, colour: palette.faint })
        : together(
            tag('rect', {
              x: left,
              y: y + 4,
              width: round(Math.max(0, x(value) - left)),
              height: rowHeight - 10,
              rx: 2,
              fill: palette.series[0],
            }),
            text(number(value), { x: x(value) + 8, y: y + 21, size }),
          ),
    );
  });
  return {
    height: bottom + (more > 0 ? 96 : 72),
    svg: together(
      text(names, { x: left - 12, y: top - 10, size, anchor: 'end', room: nameRoom, colour: palette.faint }),
      ...grid,
      ...rows,
      tag('line', { x1: left, x2: left, y1: top - 4, y2: bottom, stroke: palette.faint }),
      text(unit, { x: (left + right) / 2, y: bottom + 52, size, anchor: 'middle', colour: palette.faint, room: right - left }),
      more > 0 ? text(`+${more} more`, { x: 32, y: bottom + 80, size, colour: palette.faint }) : new Drawn(''),
    ),
  };
}
