import type { Panel } from '../chart.ts';
import { bars } from './bars.ts';
import { tag, text, together } from './drawing.ts';

/** Under the title of the whole. */
const top = 36;
const headingAt = 64;

/** Lying bars, one picture beneath the other, each with a heading of its own. */
export function panels(all: readonly Panel[], width: number) {
  let height = top;
  const drawn = all.map((panel) => {
    const picture = bars(panel, width);
    const heading = text(panel.title, { x: 32, y: headingAt, size: 18, weight: 'bold', room: width - 64 });
    const placed = tag('g', { transform: `translate(0 ${height})` }, heading, picture.svg);
    height += picture.height;
    return placed;
  });
  return { height, svg: together(...drawn) };
}
