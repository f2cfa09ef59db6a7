/** The value that this share of all values does not exceed: `percentile(latencies, 0.99)`. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Columns in line: words to the left, figures to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isFigure = (cell: string) => /^[\d.–]/.test(cell);
  return rows
    .map((row, index) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return isFigure(index === 0 ? (rows[1]?.[column] ?? '') : cell) ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
