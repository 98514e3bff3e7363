/** A column of a table: its title and what it says of a row. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Words stand left, numbers right. */
  readonly side?: 'left' | 'right';
}

/** A Markdown table whose columns line up as text too. */
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

/** Three significant digits, without an exponent. */
export function digits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(places);
}

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
export const times = (ratio: number): string => `${digits(ratio)}x`;
