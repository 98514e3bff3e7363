/** A column of a table: its title and its text for a row. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Alignment: left for words, right for numbers. */
  readonly side?: 'left' | 'right';
}

/** Formats a Markdown table whose columns are also aligned in the source. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = columns.map(({ title, cell }) => [title, ...rows.map(cell)]);
  const widths = cells.map((column) => Math.max(3, ...column.map((text) => text.length)));
  const line = (at: number) =>
    `| ${cells
      .map((column, c) => {
        const text = column[at] as string;
        const width = widths[c] as number;
        return columns[c]?.side === 'left' ? text.padEnd(width) : text.padStart(width);
      })
      .join(' | ')} |`;
  const rule = `| ${columns
    .map(({ side }, c) => {
      const dashes = '-'.repeat((widths[c] as number) - 1);
      return side === 'left' ? `:${dashes}` : `${dashes}:`;
    })
    .join(' | ')} |`;
  return [line(0), rule, ...rows.map((_, r) => line(r + 1))].join('\n');
}

/** Formats a number with three significant digits, without an exponent. */
export function digits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(places);
}

/** Formats a number of bytes in MB. */
export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
/** Formats a ratio, such as `1.50x`. */
export const times = (ratio: number): string => `${digits(ratio)}x`;
