import { usageError } from '@braggsim/core';
import type { CellSix } from '../metric';
import { formatOperation } from '../symmetry/operation';
import type { SpaceGroup } from '../symmetry/space-group';
import { DATA_START, type MtzColumn, type MtzDataset } from './mtz';
import { inverseSquareRange } from './resolution';

const RECORD = 80;
const LONGEST_LABEL = 30;

export interface MtzContent {
  readonly title: string;
  readonly cell: CellSix;
  readonly spaceGroup: SpaceGroup;
  /** The columns of the file; H, K and L come first. */
  readonly columns: readonly MtzColumn[];
  readonly datasets: readonly MtzDataset[];
  readonly history: readonly string[];
}

/**
 * Encodes an MTZ file, little-endian. Values are copied bit for bit.
 *
 * @throws BraggsimError (`usage`) when the columns differ in length or a label does not fit
 */
export function writeMtz({ columns, ...content }: MtzContent): Uint8Array<ArrayBuffer> {
  const count = columns[0]?.values.length ?? 0;
  for (const { label, values } of columns) {
    if (values.length !== count) throw usageError(`column ${label} has ${values.length} values where H has ${count}`);
    if (!/^\S+$/.test(label) || label.length > LONGEST_LABEL) {
      throw usageError(`a label of an MTZ column has 1 to ${LONGEST_LABEL} characters and no blank, unlike '${label}'`);
    }
  }
  const records = headerRecords({ columns, ...content }, count);
  const dataBytes = 4 * columns.length * count;
  const bytes = new Uint8Array(DATA_START + dataBytes + RECORD * records.length);
  const view = new DataView(bytes.buffer);
  const encoder = new TextEncoder();
  bytes.set(encoder.encode('MTZ '));
  view.setInt32(4, (DATA_START + dataBytes) / 4 + 1, true);
  // The machine stamp of IEEE little-endian numbers.
  bytes.set([0x44, 0x41], 8);
  const words = columns.map(({ values }) => new Uint32Array(values.buffer, values.byteOffset, values.length));
  for (const [c, column] of words.entries()) {
    for (let i = 0; i < count; i++) view.setUint32(DATA_START + 4 * (i * words.length + c), column[i] as number, true);
  }
  for (const [i, record] of records.entries()) {
    bytes.set(encoder.encode(record.slice(0, RECORD).padEnd(RECORD)), DATA_START + dataBytes + RECORD * i);
  }
  return bytes;
}

function headerRecords({ title, cell, spaceGroup, columns, datasets, history }: MtzContent, count: number): string[] {
  const [h, k, l] = columns.map(({ values }) => values) as [Float32Array, Float32Array, Float32Array];
  const range = inverseSquareRange({ h, k, l }, cell);
  const { name, number, operations } = spaceGroup;
  const lattice = name.trim()[0] ?? 'P';
  const primitive = operations.length / centrings(operations.map(({ rotation }) => rotation.join()));
  return [
    'VERS MTZ:V1.1',
    `TITLE ${ascii(title)}`,
    `NCOL ${pad(columns.length, 8)} ${pad(count, 12)} ${pad(0, 8)}`,
    `CELL  ${cellText(cell)}`,
    'SORT    0   0   0   0   0',
    `SYMINF ${pad(operations.length, 3)} ${pad(primitive, 2)} ${lattice} ${pad(number, 5)} ${`'${name}'`.padStart(22)} PG${pointGroup(name)}`,
    ...operations.map((operation) => `SYMM ${formatOperation(operation).toUpperCase()}`),
    `RESO ${range.map((s) => s.toFixed(12).padEnd(20)).join('')}`,
    'VALM NAN',
    ...columns.map(columnRecord),
    `NDIF ${pad(datasets.length, 8)}`,
    ...datasets.flatMap((dataset) => datasetRecords(dataset, cell)),
    'END',
    ...(history.length > 0 ? [`MTZHIST ${pad(history.length, 3)}`, ...history.map(ascii)] : []),
    'MTZENDOFHEADERS',
  ];
}

const pad = (value: number, width: number): string => `${value}`.padStart(width);
const ascii = (text: string): string => text.replaceAll(/[^ -~]/g, '?');
const cellText = (cell: CellSix): string => cell.map((x) => x.toFixed(4).padStart(10)).join('');
/** Returns the number of operations that share each rotation. */
const centrings = (rotations: readonly string[]): number => rotations.length / new Set(rotations).size;
/** Returns the point group of a space-group symbol: without lattice letter, screw axes and glides. */
const pointGroup = (name: string): string =>
  name
    .replace(/:.*/, '')
    .trim()
    .slice(1)
    .split(/\s+/)
    .map((part) => part.replace(/^(\d)\d/, '$1').replaceAll(/[a-e]|n/g, 'm'))
    .join('')
    .replace(/^1(.+)1$/, '$1');

function columnRecord({ label, type, dataset, values }: MtzColumn): string {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  const [low, high] = least > largest ? [0, 0] : [least, largest];
  return `COLUMN ${label.padEnd(30)} ${type}${fixed(low)}${fixed(high)} ${pad(dataset, 4)}`;
}

const fixed = (x: number): string => {
  const text = x.toFixed(9);
  return ` ${(text.length > 17 ? x.toPrecision(9) : text).padStart(17)}`;
};

const datasetRecords = ({ id, project, crystal, name, cell, wavelengthA }: MtzDataset, common: CellSix): string[] => [
  `PROJECT ${pad(id, 7)} ${ascii(project)}`,
  `CRYSTAL ${pad(id, 7)} ${ascii(crystal)}`,
  `DATASET ${pad(id, 7)} ${ascii(name)}`,
  `DCELL   ${pad(id, 7)} ${cellText(cell ?? common)}`,
  `DWAVEL  ${pad(id, 7)} ${wavelengthA.toFixed(5).padStart(10)}`,
];
