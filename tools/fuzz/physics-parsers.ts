import { parseBlocks } from '@braggsim/lattice';
import {
  indexedSpots,
  parseSpots,
  type ReflectionTable,
  readReflectionTable,
  tableWarnings,
  writeReflectionTable,
} from '@braggsim/refine';
import { parseSpectrum } from '@braggsim/sources';
import type { Parser } from './fuzz';

/** Parsers of files with physics that the C program lacks, and of what refinement reads. */

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);

const SPECTRUM = bytes('# pulse\nenergyEv, weight\n9460,0.0087\n9463.5 0.056 ! peak\n9466.7,9.9e-3\r\n');
const SHOTS = bytes('shot,wavelengthA,weight\n0,1.31,1\n0,1.32,0.5\n1,1.305,2\n2,1.31,0.25\n2,1.315,0.5\n');
const BLOCKS = bytes(
  '# rotation by rows, weight\n1 0 0 0 1 0 0 0 1 0.5\n0 -1 0, 1 0 0, 0 0 1\n0.6 0.8 0 -0.8 0.6 0 0 0 1 2e-1 # end\n',
);
const SPOTS = bytes('# fast slow panel\n12 15\n3,4,1\r\n700 0 2 # last\n');

const TABLE: ReflectionTable = {
  version: 1,
  // The writer fills in the columns and the number of rows.
  content: new Map<string, ReadonlyMap<number, string> | number>([
    ['identifiers', new Map([[0, 'a']])],
    ['nrows', 0],
    ['data', new Map()],
  ]),
  rows: 2,
  columns: new Map([
    ['id', { type: 'int', bytes: new Uint8Array(Int32Array.of(0, 0).buffer) }],
    [
      'miller_index',
      { type: 'cctbx::miller::index<>', bytes: new Uint8Array(Int32Array.of(1, 2, 3, -4, 5, 6).buffer) },
    ],
    ['panel', { type: 'std::size_t', bytes: new Uint8Array(BigUint64Array.of(0n, 1n).buffer) }],
    [
      'xyzobs.px.value',
      { type: 'vec3<double>', bytes: new Uint8Array(Float64Array.of(10.5, 11.5, 0.5, 3, 4, 0.5).buffer) },
    ],
    ['note', { type: 'std::string', bytes: new Uint8Array(6) }],
  ]),
};

export const PHYSICS_PARSERS: Readonly<Record<string, Parser>> = {
  spectrum: {
    sample: SPECTRUM,
    seeds: [SPECTRUM, SHOTS],
    parse: (data) => parseSpectrum(text(data), 'pulse.csv').shots.length,
  },
  'mosaic blocks': { sample: BLOCKS, parse: (data) => parseBlocks(text(data), 'blocks.txt').rotations.length },
  'list of spots': { sample: SPOTS, parse: (data) => parseSpots(text(data)).length },
  'table of reflections': {
    sample: writeReflectionTable(TABLE),
    parse: (data) => {
      const table = readReflectionTable(data);
      tableWarnings(table, 'a.refl');
      return indexedSpots(table).length;
    },
  },
};
