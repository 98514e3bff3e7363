import { dataError } from '@braggsim/core';
import { latin1 } from '@braggsim/core/text';
import type { CellSix } from '../metric';
import { parseOperation, type SymmetryOperation } from '../symmetry/operation';

export interface MtzColumn {
  readonly label: string;
  /**
   * The type letter of the column: H index, F amplitude, J intensity, G and K those of one Friedel mate, P phase, Q
   * sigma, …
   */
  readonly type: string;
  /** Identifier of the dataset that the column belongs to. */
  readonly dataset: number;
  /** Values [reflection]; `missingValue` or NaN where there is none. */
  readonly values: Float32Array;
}

export interface MtzDataset {
  readonly id: number;
  readonly project: string;
  readonly crystal: string;
  readonly name: string;
  readonly cell?: CellSix;
  /** Wavelength (A); 0 where it is unknown. */
  readonly wavelengthA: number;
}

/** The contents of a reflection file of the CCP4 suite, see https://www.ccp4.ac.uk/html/mtzformat.html */
export interface Mtz {
  readonly title: string;
  readonly cell: CellSix;
  readonly spaceGroup: { readonly number: number; readonly name: string };
  readonly operations: readonly SymmetryOperation[];
  readonly count: number;
  readonly columns: readonly MtzColumn[];
  readonly datasets: readonly MtzDataset[];
  readonly history: readonly string[];
  /** The number that marks an absent value (VALM); NaN in most files. */
  readonly missingValue: number;
  /** Number of batches of unmerged data. Their headers are ignored. */
  readonly batches: number;
}

const RECORD = 80;
/** Offset of the reflections in bytes: twenty words. */
export const DATA_START = 80;
const LITTLE_ENDIAN = 4;
const BIG_ENDIAN = 1;
const MAX_RECORDS = 20_000;
const MAX_COLUMNS = 10_000;

export interface MtzOptions {
  readonly name?: string;
  readonly maxBytes?: number;
}

/** Tells whether bytes begin as an MTZ file does. */
export const isMtz = (bytes: Uint8Array): boolean =>
  bytes.length >= DATA_START && bytes[0] === 0x4d && bytes[1] === 0x54 && bytes[2] === 0x5a && bytes[3] === 0x20;

/**
 * Reads an MTZ file of either byte order. Values are copied bit for bit.
 *
 * @throws BraggsimError (`data`) when the file is not an MTZ file, or its header does not fit its size
 */
export function readMtz(bytes: Uint8Array, { name = 'MTZ file', maxBytes = 2 ** 30 }: MtzOptions = {}): Mtz {
  if (bytes.length > maxBytes) throw dataError(`${name} is ${bytes.length} bytes long; at most ${maxBytes} are read`);
  if (!isMtz(bytes)) throw dataError(`${name} is not an MTZ file: expected it to begin with 'MTZ '`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = (bytes[8] as number) >> 4;
  if (order !== LITTLE_ENDIAN && order !== BIG_ENDIAN) {
    throw dataError(`${name}: the machine stamp names neither byte order; was the file changed in transit?`);
  }
  const little = order === LITTLE_ENDIAN;
  const header = parseHeader(headerRecords(bytes, headerStart(view, little, name)), name);
  const values = readColumns(view, header.columns.length, header.count, little, name);
  return { ...header, columns: header.columns.map((column, i) => ({ ...column, values: values[i] as Float32Array })) };
}

/**
 * Returns the offset of the header in bytes. Files count it in words from 1; files beyond 8 GiB store it as a 64-bit
 * number elsewhere.
 */
function headerStart(view: DataView, little: boolean, name: string): number {
  const short = view.getInt32(4, little);
  const word = short === -1 ? Number(view.getBigInt64(12, little)) : short;
  const start = 4 * (word - 1);
  if (start >= DATA_START && start + RECORD <= view.byteLength) return start;
  throw dataError(
    `${name}: expected its header at byte ${start}, but the file has ${view.byteLength} bytes; is it complete?`,
  );
}

function headerRecords(bytes: Uint8Array, start: number): string[] {
  const records: string[] = [];
  for (let at = start; at < bytes.length && records.length < MAX_RECORDS; at += RECORD) {
    const record = latin1(bytes.subarray(at, at + RECORD)).trimEnd();
    records.push(record);
    if (record === 'MTZENDOFHEADERS') break;
  }
  return records;
}

type Header = Omit<Mtz, 'columns'> & { readonly columns: readonly Omit<MtzColumn, 'values'>[] };

function parseHeader(records: readonly string[], name: string): Header {
  const fault = (problem: string) => dataError(`${name}: ${problem}; is the file damaged?`);
  const end = records.indexOf('END');
  if (end < 0) throw fault('its header has no END');
  const main = records.slice(0, end);
  const after = (keyword: string): string[] =>
    main.filter((record) => keywordOf(record) === keyword).map((record) => record.slice(keyword.length).trim());
  const numbersOf = (text: string) => text.split(/\s+/).map(Number);

  const [columnCount = 0, count = -1, batches = 0] = numbersOf(after('NCOL')[0] ?? '');
  const columns = after('COLUMN').map((text) => {
    const match = /^(\S+)\s+(\S)\s+\S+\s+\S+\s*(-?\d+)?/.exec(text);
    if (!match) throw fault(`the column '${text.slice(0, 40)}' lacks a label or a type`);
    return { label: match[1] as string, type: match[2] as string, dataset: Number(match[3] ?? 0) };
  });
  if (columns.length !== columnCount || columnCount < 3 || columnCount > MAX_COLUMNS) {
    throw fault(`it announces ${columnCount} columns and describes ${columns.length}`);
  }
  if (!Number.isSafeInteger(count) || count < 0) throw fault('the number of reflections (NCOL) is missing');
  const cell = cellOf(after('CELL')[0]) ?? cellOf(after('DCELL')[0]?.replace(/^\S+/, ''));
  if (!cell) throw fault('it has no unit cell');
  const symmetry = /^\s*\d+\s+\d+\s+\S+\s+(\d+)\s+('[^']*'|"[^"]*"|\S+)/.exec(after('SYMINF')[0] ?? '');
  return {
    title: after('TITLE')[0] ?? '',
    cell,
    spaceGroup: { number: Number(symmetry?.[1] ?? 0), name: (symmetry?.[2] ?? 'P 1').replaceAll(/['"]/g, '').trim() },
    operations: after('SYMM').map(parseOperation),
    count,
    columns,
    datasets: datasetsOf(after),
    history: historyOf(records.slice(end + 1)),
    missingValue: Math.fround(Number(after('VALM')[0])),
    batches: Number.isFinite(batches) ? batches : 0,
  };
}

const keywordOf = (record: string): string => /^\S*/.exec(record)?.[0] ?? '';

function cellOf(text: string | undefined): CellSix | undefined {
  const numbers = (text ?? '').trim().split(/\s+/).map(Number);
  return numbers.length >= 6 && numbers.slice(0, 6).every((x) => Number.isFinite(x) && x > 0)
    ? (numbers.slice(0, 6) as unknown as CellSix)
    : undefined;
}

function datasetsOf(after: (keyword: string) => string[]): MtzDataset[] {
  const byId = (keyword: string): Map<number, string> =>
    new Map(
      after(keyword).map((text) => {
        const match = /^(-?\d+)\s*(.*)$/.exec(text);
        return [Number(match?.[1]), match?.[2] ?? ''];
      }),
    );
  const [projects, crystals, cells, wavelengths] = [byId('PROJECT'), byId('CRYSTAL'), byId('DCELL'), byId('DWAVEL')];
  return [...byId('DATASET')].map(([id, name]) => {
    const cell = cellOf(cells.get(id));
    const wavelengthA = Number(wavelengths.get(id)) || 0;
    return {
      id,
      name,
      project: projects.get(id) ?? '',
      crystal: crystals.get(id) ?? '',
      ...(cell && { cell }),
      wavelengthA: Math.max(0, wavelengthA),
    };
  });
}

function historyOf(records: readonly string[]): string[] {
  const start = records.findIndex((record) => keywordOf(record) === 'MTZHIST');
  if (start < 0) return [];
  const lines = Number(records[start]?.slice('MTZHIST'.length));
  return records.slice(start + 1, start + 1 + Math.max(0, lines || 0)).filter((line) => !/^MTZ/.test(line));
}

/**
 * Reads the columns; the file stores one reflection after the other. Words are copied as integers, so that a NaN keeps
 * its bits.
 */
function readColumns(view: DataView, columns: number, count: number, little: boolean, name: string): Float32Array[] {
  const expected = DATA_START + 4 * columns * count;
  if (expected > view.byteLength) {
    throw dataError(
      `${name}: expected ${count} reflections of ${columns} columns, ${expected} bytes, found ${view.byteLength}; is the file complete?`,
    );
  }
  const words = Array.from({ length: columns }, () => new Uint32Array(count));
  let at = DATA_START;
  for (let i = 0; i < count; i++) {
    for (const column of words) {
      column[i] = view.getUint32(at, little);
      at += 4;
    }
  }
  return words.map(({ buffer }) => new Float32Array(buffer));
}
