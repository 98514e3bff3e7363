import { describeFormat } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spaceGroupNamed } from '../symmetry/space-group';
import { fixture } from './fixtures.fixture';
import { type Mtz, readMtz } from './mtz';
import { writeMtz } from './mtz-write';

const pairs = fixture('pairs.mtz');
const bits = ({ values }: { values: Float32Array }) => [
  ...new Uint32Array(values.buffer, values.byteOffset, values.length),
];
const rewritten = (mtz: Mtz) =>
  writeMtz({ ...mtz, spaceGroup: spaceGroupNamed(mtz.spaceGroup.name, 'test', mtz.cell) });

test('reads a file written by gemmi', () => {
  const mtz = readMtz(pairs);
  expect(mtz).toMatchObject({
    title: 'small',
    cell: [30, 40, 50, 90, 100, 90],
    spaceGroup: { number: 4, name: 'P 1 21 1' },
    count: 3,
    history: ['made by hand'],
    batches: 0,
  });
  expect(mtz.operations.length).toBe(2);
  expect(mtz.columns.map(({ label, type, dataset }) => `${label} ${type} ${dataset}`)).toEqual([
    'H H 0',
    'K H 0',
    'L H 0',
    'F F 1',
    'SIGF Q 1',
    'F(+) G 1',
    'F(-) G 1',
    'IMEAN J 1',
  ]);
  expect([...(mtz.columns[5]?.values ?? [])]).toEqual([11, 3.25, Number.NaN]);
  expect(mtz.datasets[1]).toEqual({
    id: 1,
    project: 'd1',
    crystal: 'd1',
    name: 'd1',
    cell: mtz.cell,
    wavelengthA: 1.5,
  });
});

test('values of any bit pattern round-trip', () => {
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word, word, word), { maxLength: 40 }), (rows) => {
      const columns = ['H', 'K', 'L', 'FC'].map((label, c) => ({
        label,
        type: c < 3 ? 'H' : 'F',
        dataset: 0,
        values: new Float32Array(Uint32Array.from(rows, (row) => row[c as 0]).buffer),
      }));
      const spaceGroup = spaceGroupNamed('P 43 21 2', 'test');
      const content = {
        title: 'random',
        cell: [78, 78, 37, 90, 90, 90],
        spaceGroup,
        columns,
        history: ['one', 'two'],
      } as const;
      const back = readMtz(
        writeMtz({ ...content, datasets: [{ id: 0, project: 'p', crystal: 'c', name: 'n', wavelengthA: 1.1 }] }),
      );
      expect(back.columns.map(bits)).toEqual(columns.map(bits));
      expect(back.operations).toEqual(spaceGroup.operations);
      expect(back).toMatchObject({
        title: 'random',
        cell: content.cell,
        history: ['one', 'two'],
        spaceGroup: { number: 96, name: 'P 43 21 2' },
      });
      expect(back.datasets).toEqual([
        { id: 0, project: 'p', crystal: 'c', name: 'n', cell: content.cell, wavelengthA: 1.1 },
      ]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('the columns of a gemmi file round-trip', () => {
  for (const name of ['pairs.mtz', 'lysozyme-gemmi.mtz.gz']) {
    const mtz = readMtz(fixture(name));
    expect(readMtz(rewritten(mtz)).columns.map(bits)).toEqual(mtz.columns.map(bits));
  }
});

test('files of the other byte order', () => {
  const swapped = pairs.slice();
  const words = new DataView(swapped.buffer);
  const header = words.getInt32(4, true);
  for (let word = 1; word < header - 1; word++) words.setUint32(4 * word, words.getUint32(4 * word, true), false);
  swapped.set([0x11, 0x11], 8);
  expect(readMtz(swapped).columns.map(bits)).toEqual(readMtz(pairs).columns.map(bits));
});

test('a header beyond eight gigabytes is found by its 64-bit offset', () => {
  const moved = pairs.slice();
  const words = new DataView(moved.buffer);
  words.setBigInt64(12, BigInt(words.getInt32(4, true)), true);
  words.setInt32(4, -1, true);
  expect(readMtz(moved).count).toBe(3);
});

const edited = (from: string, to: string): Uint8Array => {
  const text = Array.from(pairs, (byte) => String.fromCharCode(byte)).join('');
  expect(text).toContain(from);
  return Uint8Array.from(text.replace(from, to.padEnd(from.length)), (letter) => letter.charCodeAt(0));
};

test.each([
  ['an empty file', new Uint8Array(0), 'is not an MTZ file'],
  ['text', new TextEncoder().encode('1 2 3 4\n'.repeat(20)), 'is not an MTZ file'],
  ['half a file', pairs.subarray(0, 150), 'expected its header at byte'],
  ['a header without an end', pairs.subarray(0, 900), 'has no END'],
  [
    'more reflections than bytes',
    edited('NCOL        8            3', 'NCOL        8   3000000000'),
    'is the file complete',
  ],
  ['no number of reflections', edited('NCOL        8            3', 'NCOL        8           x3'), 'NCOL'],
  ['fewer columns than announced', edited('NCOL        8', 'NCOL        9'), 'announces 9 columns and describes 8'],
  ['an impossible operation', edited('SYMM -X,Y+1/2,-Z', 'SYMM -X,Y+1/2,-Q'), 'expected a symmetry operation'],
])('%s is refused', (_name, bytes, message) => {
  expect(() => readMtz(bytes, { name: 'a.mtz' })).toThrow(message);
});

test('columns that do not fit are refused', () => {
  const mtz = readMtz(pairs);
  const spaceGroup = spaceGroupNamed('P 1', 'test');
  const write = (label: string, values: Float32Array) =>
    writeMtz({ ...mtz, spaceGroup, columns: [...mtz.columns, { label, type: 'F', dataset: 0, values }] });
  expect(() => write('FX', new Float32Array(2))).toThrow('column FX has 2 values where H has 3');
  expect(() => write('F X', new Float32Array(3))).toThrow("unlike 'F X'");
  expect(() => write('F'.repeat(31), new Float32Array(3))).toThrow('1 to 30 characters');
});

/** Builds an MTZ file with its header at a given word. */
const headerAt = (word: bigint) => {
  const file = pairs.slice();
  const view = new DataView(file.buffer);
  view.setInt32(4, -1, true);
  view.setBigInt64(12, word, true);
  return file;
};

describeFormat('MTZ', {
  files: { pairs },
  read: (bytes) => readMtz(bytes),
  write: rewritten,
  check: ({ columns, count }) => {
    for (const { values } of columns) expect(values.length).toBe(count);
  },
  endsAnywhere: true,
  broken: {
    'a header far beyond the end': headerAt(2n ** 60n),
    'a header before the start': headerAt(-5n),
    'ten million columns': edited('NCOL        8', 'NCOL 9999999'),
  },
});
