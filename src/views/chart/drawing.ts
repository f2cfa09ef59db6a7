/** The few words charts are drawn in. Nothing else spells an element or escapes. */

/** Colours that people with any colour vision tell apart (Okabe and Ito); the greys have a contrast of 4.5 and more on the paper. */
export const palette = {
  paper: '#ffffff',
  ink: '#1d1c1d',
  faint: '#5c5b5e',
  grid: '#dddde0',
  series: ['#0072b2', '#d55e00', '#00795a', '#a6427a', '#8a6100', '#4b4b4b'],
} as const;

/** A piece of drawing, escaped already. Made only here. */
export class Drawn {
  readonly svg: string;
  constructor(svg: string) {
    this.svg = svg;
  }
}

export function tag(name: string, attributes: Readonly<Record<string, string | number | undefined>>, ...inside: (Drawn | string)[]): Drawn {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(value)}"`]));
  const content = inside.map((one) => (one instanceof Drawn ? one.svg : escaped(one))).join('');
  return new Drawn(`<${name}${written.join('')}>${content}</${name}>`);
}

export const together = (...all: readonly Drawn[]): Drawn => new Drawn(all.map(({ svg }) => svg).join(''));

export interface TextStyle {
  x: number;
  y: number;
  size?: number;
  /** How wide it may be; what is longer is cut. */
  room?: number;
  anchor?: 'start' | 'middle' | 'end';
  weight?: 'bold';
  colour?: string;
  turned?: number;
}

export function text(words: string, { x, y, size = 15, room, anchor, weight, colour = palette.ink, turned }: TextStyle): Drawn {
  const shown = room === undefined ? withoutMarks(words) : fitting(words, room, size, weight === 'bold');
  return tag(
    'text',
    {
      x: round(x),
      y: round(y),
      'font-size': size,
      fill: colour,
      'text-anchor': anchor,
      'font-weight': weight,
      ...(turned !== undefined && { transform: `rotate(${turned} ${round(x)} ${round(y)})` }),
    },
    shown,
  );
}

/** Cut to the room there is, with an explicit "…". */
export function fitting(words: string, room: number, size: number, bold = false): string {
  const clean = withoutMarks(words);
  if (widthOf(clean, size, bold) <= room) return clean;
  const letters = [...clean];
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size, bold) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** About how wide DejaVu Sans sets it: rather too wide than too narrow. */
export const widthOf = (words: string, size: number, bold = false): number =>
  [...words].reduce((sum, letter) => sum + letterWidth(letter), 0) * size * (bold ? 1.12 : 1);

function letterWidth(letter: string): number {
  if (/[ijlI.,:;'|!()[\] ]/.test(letter)) return 0.38;
  if (/[mwMW@%…—]/.test(letter)) return 1;
  if (/[A-Z&+=<>~#]/.test(letter)) return 0.78;
  return (letter.codePointAt(0) ?? 0) > 0x2e80 ? 1.05 : 0.64;
}

/** On one line, without what XML refuses or what nobody can see: control characters, marks that turn the direction, halves of characters. */
export const withoutMarks = (words: string): string =>
  words
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Cn}\p{Co}\s]+/gu, ' ')
    .trim();

const escaped = (value: string | number): string =>
  withoutMarksKeepingEnds(String(value))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');

const withoutMarksKeepingEnds = (words: string): string => words.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Cn}\p{Co}]+/gu, ' ');

export const round = (value: number): number => Math.round(value * 10) / 10;

export const number = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 });

/** From nought to at least the greatest value, in steps of 1, 2 or 5; whole steps for whole numbers. */
export function scale(values: readonly (number | null)[], about = 5): { top: number; ticks: number[] } {
  const known = values.filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const whole = known.every(Number.isInteger);
  const rough = (most || 1) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const step = whole ? Math.max(1, Math.round(nice)) : nice;
  const count = Math.max(1, Math.ceil((most || 1) / step - 1e-9));
  return { top: step * count, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}
