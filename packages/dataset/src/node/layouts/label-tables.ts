import type { Column, ColumnType } from '../../shot/drawn-columns';
import type { LabelRow } from '../../shot/label-row';
import type { SpotColumns } from './spot-columns';

type Cell = number | string | boolean | undefined;

/** Formats an entry of a CSV table: shortest decimals, `nan`, and texts in quotation marks where they need them. */
function csvCell(value: Cell): string {
  if (typeof value === 'number') return Number.isNaN(value) ? 'nan' : String(value);
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes labels as CSV with a line of names. */
export function labelsCsv(columns: readonly Column[], rows: readonly LabelRow[]): string {
  const lines = rows.map((row) => columns.map(({ name }) => csvCell(row[name])).join(','));
  return `${[columns.map(({ name }) => csvCell(name)).join(','), ...lines].join('\n')}\n`;
}

const PARQUET_TYPES = {
  float64: 'DOUBLE',
  int32: 'INT32',
  int64: 'INT64',
  bool: 'BOOLEAN',
  text: 'STRING',
} as const satisfies Record<ColumnType, string>;

/** Converts an entry to the type of its column; a truth value that a shot does not have is null. */
function parquetValue(type: ColumnType, value: Cell): unknown {
  if (type === 'int64') return BigInt(value as number);
  if (type === 'bool') return typeof value === 'boolean' ? value : null;
  return type === 'text' ? String(value ?? '') : value;
}

const CREATED_BY = 'braggsim';

/** Writes labels as Parquet. */
export async function labelsParquet(columns: readonly Column[], rows: readonly LabelRow[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map(({ name, type }) => ({
    name,
    type: PARQUET_TYPES[type],
    data: rows.map((row) => parquetValue(type, row[name])),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: CREATED_BY }));
}

/** Names of the components of columns of several numbers. */
const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  hkl: ['h', 'k', 'l'],
  position: ['positionFast', 'positionSlow'],
  centroid: ['centroidFast', 'centroidSlow'],
  trainPosition: ['trainFast', 'trainSlow'],
};

const INTEGER: ReadonlySet<string> = new Set(['lattice', 'panel', 'pixels', 'hkl']);

/** Writes spots as Parquet, one a row with the number of its shot. */
export async function spotsParquet(spots: SpotColumns, shots: readonly number[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const total = spots.offsets.at(-1) as number;
  const owners = new BigInt64Array(total);
  for (const [i, shot] of shots.entries())
    owners.fill(BigInt(shot), spots.offsets[i] as number, spots.offsets[i + 1] as number);
  // Typed arrays throughout, none of which lacks an entry, and no statistics: a shard may have millions of spots.
  const whole = { nullable: false, statistics: false };
  const columnData = spots
    .arrays()
    .filter(({ name }) => name !== 'offset')
    .flatMap(({ name, values, shape }) => {
      const count = shape[1] ?? 1;
      const component = <T extends Int32Array | Float32Array>(column: T, which: number): T => {
        for (let i = 0; i < total; i++) column[i] = values[i * count + which] as number;
        return column;
      };
      return (COMPONENTS[name] ?? [name]).map((one, which) => {
        if (name === 'strong')
          return {
            ...whole,
            name: one,
            type: 'BOOLEAN' as const,
            data: Array.from(values as Uint8Array, (x) => x === 1),
          };
        if (INTEGER.has(name))
          return { ...whole, name: one, type: 'INT32' as const, data: component(new Int32Array(total), which) };
        return { ...whole, name: one, type: 'FLOAT' as const, data: component(new Float32Array(total), which) };
      });
    });
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'shot', type: 'INT64', data: owners, nullable: false }, ...columnData],
      createdBy: CREATED_BY,
    }),
  );
}

/** Converts the text of an entry of a CSV table to the value that was written, by the type of its column; undefined for an empty truth value. */
function cellOfText(type: ColumnType, text: string): Cell {
  if (type === 'text') return text;
  if (type === 'bool') return text === 'true' ? true : text === 'false' ? false : undefined;
  return text === 'nan' ? Number.NaN : Number(text);
}

/**
 * Writes rows of CSV tables as Parquet.
 *
 * @param columns names and types
 */
export function labelsParquetOfText(
  columns: readonly (readonly [name: string, type: string])[],
  rows: readonly Readonly<Record<string, string>>[],
): Promise<Uint8Array> {
  const typed = columns.map(([name, type]): Column => ({ name, type: type as ColumnType }));
  const converted = rows.map(
    (row) => Object.fromEntries(typed.map(({ name, type }) => [name, cellOfText(type, row[name] ?? '')])) as LabelRow,
  );
  return labelsParquet(typed, converted);
}
