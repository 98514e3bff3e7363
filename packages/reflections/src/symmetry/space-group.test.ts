import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Mat3, vector } from '@braggsim/core';
import { hall_symbol_entry, initSync, operations_from_number } from '@spglib/moyo-wasm';
import { expect, test } from 'vitest';
import { operationsOfHall } from './hall';
import { formatOperation, keyOf, parseOperation } from './operation';
import { SETTINGS } from './settings';
import {
  findSpaceGroup,
  indexRotationsOf,
  spaceGroupNamed,
  spaceGroupOfNumber,
  spaceGroupOfOperations,
} from './space-group';

const wasm = createRequire(import.meta.url).resolve('@spglib/moyo-wasm/moyo_wasm_bg.wasm');
initSync({ module: readFileSync(wasm) });

/** The operations by the independent library, which gives rotations column by column. */
const judge = (hallNumber: number): string[] => {
  const { number } = hall_symbol_entry(hallNumber);
  return operations_from_number(number, { type: 'HallNumber', value: hallNumber }, false).map(
    ({ rotation: r, translation }) => {
      const rotation = vector.transpose(r as unknown as Mat3);
      const [x, y, z] = translation.map((t) => (Math.round(t * 24 + 48) % 24) / 24) as [number, number, number];
      return keyOf({ rotation, translation: [x, y, z] });
    },
  );
};

test('all 530 settings have the operations of an independent library', () => {
  const lines = SETTINGS.trim().split('\n');
  expect(lines.length).toBe(530);
  const wrong = lines.filter((line, i) => {
    const ours = operationsOfHall(line.split('|')[2] as string).map(keyOf);
    const theirs = judge(i + 1);
    return ours.length !== theirs.length || theirs.some((key) => !ours.includes(key));
  });
  expect(wrong).toEqual([]);
});

test.each([
  ['P 43 21 2', 96, 8],
  ['P43212', 96, 8],
  ['P21', 4, 2],
  ['P 1 21 1', 4, 2],
  ['p 21 21 21', 19, 4],
  ['P 21 21 2', 18, 4],
  ['C 1 2 1', 5, 4],
  ['C2', 5, 4],
  ['I 1 2 1', 5, 4],
  ['R 3 :H', 146, 9],
  ['R 3 :R', 146, 3],
  ['H 3', 146, 9],
  ['H 3 2', 155, 18],
  ['P 65 2 2', 179, 12],
  ['F 4 3 2', 209, 96],
  ['I 41/a :2', 88, 16],
  ['Fm-3m', 225, 192],
  ['P -1', 2, 2],
  ['P 21/n', 14, 4],
  ['I2', 5, 4],
  ['I 1 21 1', 5, 4],
  ['C m c a', 64, 16],
  ['Aba2', 41, 8],
  ['F d 3 m', 227, 192],
  ['P2(1)2(1)2(1)', 19, 4],
  ['P6(3)/mmc', 194, 24],
  ['P 21 21 2 A', 18, 4],
  ['F 4 2 2', 97, 32],
  ['H -3', 148, 18],
])('%s is number %i with %i operations', (name, number, count) => {
  const group = spaceGroupNamed(name, 'test');
  expect([group.number, group.operations.length]).toEqual([number, count]);
});

test('short symbols of monoclinic groups have b as the unique axis', () => {
  const operations = (name: string) => findSpaceGroup(name)?.operations.map(formatOperation);
  expect(operations('P 21/n')).toEqual(operations('P 1 21/n 1'));
  expect(operations('B 2')).toEqual(operations('B 1 1 2'));
  expect(operations('I 21')).toEqual(['x,y,z', 'x+1/2,y+1/2,z+1/2', '-x,y+1/2,-z', '-x+1/2,y,-z+1/2']);
});

test('R without axes is hexagonal or rhombohedral according to the cell', () => {
  expect(findSpaceGroup('R 3', [50, 50, 90, 90, 90, 120])?.operations.length).toBe(9);
  expect(findSpaceGroup('R 3', [50, 50, 50, 80, 80, 80])?.operations.length).toBe(3);
});

test('an unknown symbol is refused', () => {
  expect(findSpaceGroup('P 5')).toBeUndefined();
  expect(spaceGroupOfNumber(231)).toBeUndefined();
  expect(() => spaceGroupNamed('Q 7', 'x.pdb')).toThrow(
    "x.pdb: expected the symbol of a space group, such as P 43 21 2, found 'Q 7'",
  );
  expect(() => operationsOfHall('P 7')).toThrow("'P 7' is not a Hall symbol");
});

test('operations round-trip through text', () => {
  for (const text of ['x,y,z', '-y+1/2,x+1/2,z+3/4', 'x-y,-y,-z+2/3', '-x+1/6,-x+y+5/6,z+11/12']) {
    expect(formatOperation(parseOperation(text))).toBe(text);
  }
  expect(formatOperation(parseOperation(" 1/2 + X, Y-0.25 , 'Z' "))).toBe('x+1/2,y+3/4,z');
  for (const text of ['', 'x,y', 'x,y,w', 'x,x,z', '2x,y,z', 'x,y,z,x', 'x+,y,z']) {
    expect(() => parseOperation(text), text).toThrow('expected a symmetry operation');
  }
});

test('listed operations are recognized', () => {
  const listed = ['x,y,z', '-x,y+1/2,-z'].map(parseOperation);
  expect(spaceGroupOfOperations(listed, 'P21').name).toBe('P 1 21 1');
  expect(spaceGroupOfOperations(listed, 'P 1 2 1', 3)).toMatchObject({ number: 3, name: 'P 1 2 1' });
  const rhombohedral = ['x,y,z', 'z,x,y'].map(parseOperation);
  expect(spaceGroupOfOperations(rhombohedral, 'R 3', 1146)).toMatchObject({ number: 146, name: 'R 3 :R' });
});

test('rotations of indices are those of the Laue class', () => {
  const rotationsOf = (name: string) => indexRotationsOf(spaceGroupNamed(name, 'test'));
  expect(rotationsOf('P 1')).toEqual([[1, 0, 0, 0, 1, 0, 0, 0, 1]]);
  expect(rotationsOf('P 43 21 2')).toHaveLength(8);
  expect(rotationsOf('I m -3 m')).toHaveLength(24);
  // A mirror across b and an axis along b belong to the same class.
  expect(rotationsOf('P m')).toEqual(rotationsOf('P 2'));
  // (h, k, l) and (k, -h-k, l) are equivalent in trigonal groups.
  expect(rotationsOf('P 3')).toContainEqual([0, 1, 0, -1, -1, 0, 0, 0, 1]);
});
