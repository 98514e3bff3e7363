import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Packed, pack, unpack } from './messagepack';
import { columnOfRows, columnRows, readReflectionTable, tableWarnings, writeReflectionTable } from './reflection-table';
import { indexedSpots, parseSpots } from './table-spots';

const BYTES = gunzipSync(readFileSync(new URL('../fixtures/indexed.refl.gz', import.meta.url)));

describe('a table of reflections', () => {
  const table = readReflectionTable(BYTES);

  test('of DIALS round-trips byte for byte', () => {
    expect(table.rows).toBe(144);
    expect(Buffer.compare(Buffer.from(writeReflectionTable(table)), BYTES)).toBe(0);
  });

  test('gives its columns as numbers', () => {
    expect([...(columnRows(table, 'miller_index')?.[3] ?? [])]).toEqual([-6, 10, 10]);
    expect(columnRows(table, 'xyzobs.px.value')?.[3]?.[2]).toBe(0.5);
    expect(columnRows(table, 'shoebox')).toBeUndefined();
    expect(columnRows(table, 'nothing')).toBeUndefined();
  });

  test('takes columns of numbers', () => {
    const column = columnOfRows('vec3<double>', [
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const read = columnRows({ ...table, rows: 2, columns: new Map([['place', column]]) }, 'place');
    expect(read?.map((row) => [...row])).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test('gives indexed spots with panel, pixel and indices', () => {
    const spots = indexedSpots(table, 0);
    expect(spots.length).toBeGreaterThan(100);
    expect(spots.find(({ row }) => row === 3)).toEqual({ panel: 0, centre: [154, 28], hkl: [-6, 10, 10], row: 3 });
    expect(indexedSpots(table, 7)).toEqual([]);
  });

  test('warns of columns of text', () => {
    const columns = new Map([...table.columns, ['words', { type: 'std::string', bytes: new Uint8Array(8) }]]);
    expect(tableWarnings({ ...table, columns }, 'a.refl').map(({ message }) => message)).toEqual([
      expect.stringContaining("'words'"),
    ]);
    expect(tableWarnings(table, 'a.refl')).toEqual([]);
  });
});

describe('a damaged table is refused', () => {
  const [, , content] = unpack(BYTES) as readonly Packed[];
  const changed = (change: (data: Map<Packed, Packed>) => void): Uint8Array => {
    const data = new Map((content as Map<Packed, Packed>).get('data') as Map<Packed, Packed>);
    change(data);
    return pack(['dials::af::reflection_table', 1, new Map([...(content as Map<Packed, Packed>), ['data', data]])]);
  };

  test.each([
    ['cut short', BYTES.subarray(0, 5000), 'cut short'],
    ['HDF5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0, 0), 'HDF5'],
    ['a pickle', Uint8Array.of(0x80, 0x04, 0x95, 0, 0), 'pickle'],
    ['another list', pack(['something', 1, new Map()]), 'mark is missing'],
    ['no columns', pack(['dials::af::reflection_table', 1, new Map([['nrows', 1]])]), 'no columns'],
    ['another length', changed((data) => data.set('panel', ['std::size_t', [3, new Uint8Array(24)]])), 'has 3 rows'],
    [
      'too few bytes',
      changed((data) => data.set('panel', ['std::size_t', [144, new Uint8Array(24)]])),
      'needs 1152 bytes',
    ],
  ])('%s', (_, bytes, message) => expect(() => readReflectionTable(bytes)).toThrow(message));

  test('without a column that is needed', () => {
    const table = readReflectionTable(changed((data) => data.delete('miller_index')));
    expect(() => indexedSpots(table)).toThrow("no column 'miller_index'");
  });
});

describe('a list of spots', () => {
  test('has a pixel and perhaps a panel in each line', () =>
    expect(parseSpots('# fast slow\n3 4\n\n5 6 1 # weak\n')).toEqual([
      { panel: 0, centre: [3, 4] },
      { panel: 1, centre: [5, 6] },
    ]));

  test.each(['3', '3 4.5', '1 2 3 4', 'a b', '-1 2'])('with %j is refused', (line) =>
    expect(() => parseSpots(`1 2\n${line}\n`)).toThrow('line 2'),
  );
});
