import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { dataError, type Warning } from '@braggsim/core';
import { readInput } from '@braggsim/core/node';
import { didYouMean } from '@braggsim/core/text';
import type { Value } from '../draws/distribution';
import type { Tables } from '../draws/draw-shot';
import { findField, namesFile, valueProblem } from '../plan/fields';
import type { Plan } from '../plan/plan';
import { fromFolderOf } from './drawn-files';

/** A column of a table that a plan names, with the field that gets its values. */
interface NamedColumn {
  readonly file: string;
  readonly column: string;
  readonly path: string;
  readonly inOrder: boolean;
}

function columnsOf({ vary, groups }: Plan): NamedColumn[] {
  const single = Object.entries(vary).flatMap(([path, { distribution: d }]) =>
    d.kind === 'table' ? [{ file: d.file, column: d.column, path, inOrder: d.pick === 'inOrder' }] : [],
  );
  const grouped = Object.values(groups).flatMap(({ fields, source }) =>
    source.kind === 'table'
      ? source.columns.map((column, i) => ({
          file: source.file,
          column,
          path: fields[i] as string,
          inOrder: source.pick === 'inOrder',
        }))
      : [],
  );
  return [...single, ...grouped];
}

type Rows = readonly Readonly<Record<string, unknown>>[];

async function readRows(file: string): Promise<Rows> {
  if (/\.parquet$/i.test(file)) return readParquet(file);
  const { parse } = await import('csv-parse/sync');
  const text = new TextDecoder().decode(readInput(file, 'table'));
  try {
    return parse(text, { columns: true, skip_empty_lines: true, trim: true, bom: true }) as Rows;
  } catch (error) {
    throw dataError({ message: `'${file}' is not a CSV table: ${(error as Error).message}`, cause: error });
  }
}

async function readParquet(file: string): Promise<Rows> {
  const [{ parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  readInput(file, 'table');
  const bytes = readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  try {
    return await parquetReadObjects({ file: buffer as ArrayBuffer, compressors });
  } catch (error) {
    throw dataError({ message: `'${file}' is not a Parquet table: ${(error as Error).message}`, cause: error });
  }
}

/** Converts an entry of a table to the value of a field: texts that are numbers become numbers. */
function fieldValue(entry: unknown): Value {
  if (typeof entry === 'bigint') return Number(entry);
  if (typeof entry !== 'string') return entry as Value;
  const number = entry.trim() === '' ? Number.NaN : Number(entry);
  if (!Number.isNaN(number)) return number;
  return entry === 'true' ? true : entry === 'false' ? false : entry;
}

/** The tables of a plan, and what should be known of them. */
export interface ReadTables {
  readonly tables: Tables;
  readonly warnings: readonly Warning[];
}

/**
 * Reads the tables that a plan names.
 *
 * @throws BraggsimError (`data`) for a table that cannot be read, that lacks a column, or with a value that a field may not have
 */
export async function readTables(plan: Plan): Promise<ReadTables> {
  const tables = new Map<string, Map<string, readonly Value[]>>();
  const warnings: Warning[] = [];
  const rowsByFile = new Map<string, Rows>();
  for (const { file, column, path, inOrder } of columnsOf(plan)) {
    const rows = rowsByFile.get(file) ?? (await readRows(file));
    rowsByFile.set(file, rows);
    if (rows.length === 0) throw dataError(`'${file}' has no rows: a table needs one or more`);
    const [first = {}] = rows;
    if (!Object.hasOwn(first, column)) {
      const names = Object.keys(first);
      throw dataError(
        `'${file}' has no column '${column}' for ${path}${didYouMean(column, names, `; it has ${names.join(', ')}`)}`,
      );
    }
    const isFile = namesFile(path);
    const given = rows.map((row) => fieldValue(row[column]));
    const values = isFile ? given.map((name) => fromFolderOf(dirname(file), name) as Value) : given;
    const field = findField(path, plan.experiment);
    for (const [row, value] of values.entries()) {
      const problem = field && valueProblem(field, path, value);
      if (problem !== undefined) throw dataError(`'${file}', row ${row + 1}, column '${column}': ${problem}`);
    }
    const columns = tables.get(file) ?? new Map<string, readonly Value[]>();
    tables.set(file, columns.set(column, values));
    const repeats = inOrder && rows.length < plan.shots;
    if (repeats && !warnings.some(({ message }) => message.startsWith(`'${file}'`))) {
      const message = `'${file}' has ${rows.length} rows for ${plan.shots} shots: its rows repeat`;
      warnings.push({ id: 'table-rows', message });
    }
  }
  return { tables, warnings };
}
