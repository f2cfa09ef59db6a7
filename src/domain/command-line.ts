/** A command line, for a button, with the options that somebody gave: what they wrote stands in quotes. */
export const withOptions = (line: string, options: Readonly<Record<string, string | undefined>>): string =>
  [
    line,
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} "${value.replace(/"/g, "'")}"`])),
  ].join(' ');
