import { type Drawn, fitting, number, palette, round, tag, text, together, widthOf } from './drawing.ts';

const size = 14;

/** Where a picture with standing axes is drawn. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
  height: number;
  ticks: readonly number[];
  y(value: number): number;
}

/** @param head how much room is left under the title, for a legend */
export function plot(width: number, most: number, ticks: readonly number[], head = 0): Plot {
  const top = 96 + head;
  const bottom = 430 + head;
  const left = 60 + Math.max(...ticks.map((tick) => widthOf(number(tick), size)));
  return { left, right: width - 40, top, bottom, height: bottom + 84, ticks, y: (value) => bottom - (value / most) * (bottom - top) };
}

interface Labels {
  unit: string;
  names: string;
  labels: readonly string[];
  at(index: number): number;
}

export function axes({ left, right, top, bottom, ticks, y }: Plot, { unit, names, labels, at }: Labels): Drawn {
  const grid = ticks.map((tick) =>
    together(
      tag('line', { x1: left, x2: right, y1: round(y(tick)), y2: round(y(tick)), stroke: tick === 0 ? palette.faint : palette.grid }),
      text(number(tick), { x: left - 10, y: y(tick) + 5, size, anchor: 'end', colour: palette.faint }),
    ),
  );
  return together(
    ...grid,
    ...spaced(labels, right - left).map(({ label, index, room }) =>
      text(label, { x: at(index), y: bottom + 24, size, anchor: 'middle', room }),
    ),
    text(names, { x: (left + right) / 2, y: bottom + 56, size, anchor: 'middle', colour: palette.faint, room: right - left }),
    text(unit, { x: 30, y: (top + bottom) / 2, size, anchor: 'middle', colour: palette.faint, turned: -90, room: bottom - top }),
  );
}

const shortest = 44;

/** As many labels as stand side by side without touching: each, every second, every third; the long ones cut. */
function spaced(labels: readonly string[], width: number): { label: string; index: number; room: number }[] {
  const each = width / Math.max(1, labels.length);
  const widest = Math.max(0, ...labels.map((label) => widthOf(fitting(label, 150, size), size)));
  const every = Math.max(1, Math.ceil(Math.min(widest + 10, Math.max(shortest, 160)) / each));
  return labels.flatMap((label, index) => (index % every === 0 ? [{ label, index, room: every * each - 6 }] : []));
}
