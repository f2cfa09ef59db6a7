import type { Bar } from '../chart.ts';
import { axes, plot } from './axes.ts';
import { number, palette, round, scale, tag, text, together } from './drawing.ts';

/** Standing bars, for names in an order of their own: hours, weeks. */
export function columns({ bars, unit, names }: { bars: readonly Bar[]; unit: string; names: string }, width: number) {
  const { top, ticks } = scale(bars.map(({ value }) => value));
  const area = plot(width, top, ticks);
  const each = (area.right - area.left) / bars.length;
  const at = (index: number) => area.left + (index + 0.5) * each;
  const thick = Math.min(each * 0.7, 64);
  const drawn = bars.map(({ value }, index) => {
    if (value === null) return text('?', { x: at(index), y: area.bottom - 6, anchor: 'middle', colour: palette.faint });
    const y = area.y(value);
    return together(
      tag('rect', {
        x: round(at(index) - thick / 2),
        y: round(y),
        width: round(thick),
        height: round(area.bottom - y),
        rx: 2,
        fill: palette.series[0],
      }),
      // the figure above a column that has room for it: the others are read at the axis
      value > 0 && each >= 26 ? text(number(value), { x: at(index), y: y - 6, size: 13, anchor: 'middle', room: each * 1.4 }) : together(),
    );
  });
  const labels = bars.map(({ name }) => name);
  return { height: area.height, svg: together(axes(area, { unit, names, labels, at }), ...drawn) };
}
