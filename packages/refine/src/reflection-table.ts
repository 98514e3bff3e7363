import { dataError, type Warning } from '@braggsim/core';
import { type Packed, pack, unpack } from './messagepack';

/** A column of a reflection table as its file holds it: rows one after another, little-endian. */
export interface ReflectionColumn {
  /** Name of its type in the file: `double`, `vec3<double>`, `cctbx::miller::index<>`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A table of reflections of DIALS (`.refl`). */
export interface ReflectionTable {
  readonly version: number;
  /** Identifiers of experiments by their numbers, and all else that stands beside the columns, in the order of the file. */
  readonly content: ReadonlyMap<Packed, Packed>;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ReflectionColumn>;
}

const MARK = 'dials::af::reflection_table';

/** Bytes of a row by the type of its column; columns of other types have rows of their own length. */
const ROW_BYTES: Readonly<Record<string, number>> = {
  int: 4,
  'std::size_t': 8,
  double: 8,
  bool: 1,
  'vec2<double>': 16,
  'vec3<double>': 24,
  'mat3<double>': 72,
  int6: 24,
  'cctbx::miller::index<>': 12,
};

/** First bytes of other formats in which DIALS stores tables. */
const OTHERS: readonly (readonly [readonly number[], string])[] = [
  [[0x89, 0x48, 0x44, 0x46], 'HDF5'],
  [[0x80, 0x02], 'a Python pickle'],
  [[0x80, 0x03], 'a Python pickle'],
  [[0x80, 0x04], 'a Python pickle'],
];

const isMap = (value: Packed | undefined): value is ReadonlyMap<Packed, Packed> => value instanceof Map;

/**
 * Reads a table of reflections.
 *
 * @throws BraggsimError (`data`) for anything that is no such table, and for columns of unequal length
 */
export function readReflectionTable(bytes: Uint8Array): ReflectionTable {
  const other = OTHERS.find(([magic]) => magic.every((byte, i) => bytes[i] === byte));
  if (other && !(bytes[0] === 0x80 && bytes.length < 3)) {
    throw dataError(
      `this reflection table is ${other[1]}; write it anew with the default format of DIALS, which is MessagePack`,
    );
  }
  const list = unpack(bytes);
  if (!Array.isArray(list) || list.length !== 3 || list[0] !== MARK) {
    throw dataError('this is no reflection table of DIALS (.refl): its mark is missing');
  }
  const [, version, content] = list as readonly Packed[];
  const data = isMap(content) ? content.get('data') : undefined;
  const rows = isMap(content) ? content.get('nrows') : undefined;
  if (typeof version !== 'number' || !isMap(content) || !isMap(data) || typeof rows !== 'number') {
    throw dataError('this reflection table has no columns (data) or no number of rows (nrows): is the file damaged?');
  }
  const columns = new Map([...data].map(([name, column]) => [String(name), columnOf(String(name), column, rows)]));
  return { version, content, rows, columns };
}

function columnOf(name: string, column: Packed, rows: number): ReflectionColumn {
  const [type, content] = Array.isArray(column) ? column : [];
  const [count, bytes] = Array.isArray(content) ? content : [];
  if (typeof type !== 'string' || typeof count !== 'number' || !(bytes instanceof Uint8Array)) {
    throw dataError(`column '${name}' of this reflection table has no type, length or bytes: is the file damaged?`);
  }
  const size = ROW_BYTES[type];
  if (count !== rows) throw dataError(`column '${name}' has ${count} rows, and the table has ${rows}`);
  if (size !== undefined && bytes.length !== size * rows) {
    throw dataError(
      `column '${name}' of type ${type} needs ${size * rows} bytes for ${rows} rows, found ${bytes.length}`,
    );
  }
  return { type, bytes };
}

/** Writes a table of reflections; one that was read and not changed gives the same bytes. */
export function writeReflectionTable({ version, content, rows, columns }: ReflectionTable): Uint8Array {
  const data = new Map<Packed, Packed>(
    [...columns].map(([name, { type, bytes }]) => [name, [type, [rows, bytes]] as Packed]),
  );
  const entries = new Map<Packed, Packed>(
    [...content].map(([key, value]) => [key, key === 'data' ? data : key === 'nrows' ? rows : value]),
  );
  return pack([MARK, version, entries]);
}

/** Columns whose content cannot be used, which are kept as they are. */
export function tableWarnings({ columns }: ReflectionTable, name: string): Warning[] {
  const texts = [...columns].filter(([, { type }]) => type === 'std::string').map(([column]) => column);
  if (texts.length === 0) return [];
  return [
    {
      id: 'text-column',
      message: `${name}: the column of text ${texts.map((column) => `'${column}'`).join(', ')} holds the memory of another program and cannot be read; it is left out`,
    },
  ];
}

/** Returns the rows of a column, each a list of numbers, or undefined where there is no such column. */
export function columnRows({ columns, rows }: ReflectionTable, name: string): Float64Array[] | undefined {
  const column = columns.get(name);
  if (!column) return undefined;
  const size = ROW_BYTES[column.type];
  const read = READERS[column.type];
  if (size === undefined || !read) return undefined;
  const view = new DataView(column.bytes.buffer, column.bytes.byteOffset, column.bytes.byteLength);
  const [width, get] = read;
  return Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: size / width }, (_, i) => get(view, row * size + i * width)),
  );
}

type Get = (view: DataView, at: number) => number;
const int32: Get = (view, at) => view.getInt32(at, true);
const float64: Get = (view, at) => view.getFloat64(at, true);

/** Bytes of one number of a row, and how it is read. */
const READERS: Readonly<Record<string, readonly [number, Get]>> = {
  int: [4, int32],
  int6: [4, int32],
  'cctbx::miller::index<>': [4, int32],
  'std::size_t': [8, (view, at) => Number(view.getBigUint64(at, true))],
  double: [8, float64],
  'vec2<double>': [8, float64],
  'vec3<double>': [8, float64],
  'mat3<double>': [8, float64],
  bool: [1, (view, at) => view.getUint8(at)],
};

/** Returns a column of a type that has numbers, from its rows. */
export function columnOfRows(type: string, rows: readonly ArrayLike<number>[]): ReflectionColumn {
  const size = ROW_BYTES[type] as number;
  const width = READERS[type]?.[0] as number;
  const bytes = new Uint8Array(size * rows.length);
  const view = new DataView(bytes.buffer);
  for (const [row, values] of rows.entries()) {
    for (let i = 0; i < values.length; i++) put(view, type, row * size + i * width, values[i] as number);
  }
  return { type, bytes };
}

function put(view: DataView, type: string, at: number, value: number): void {
  if (type === 'int' || type === 'int6' || type.startsWith('cctbx')) view.setInt32(at, value, true);
  else if (type === 'std::size_t') view.setBigUint64(at, BigInt(value), true);
  else if (type === 'bool') view.setUint8(at, value);
  else view.setFloat64(at, value, true);
}
