import { calculator, numbers } from '@braggsim/formula';
import { expect, test } from 'vitest';
import { STRUCTURE_TABLE, structureGrid } from './grid';
import { parseHkl } from './hkl';

test('the table is the box of the reflections within a layer of the default', () => {
  const { layout, values } = structureGrid(parseHkl('-2 3 0 10\n0 3 1 20\n-2 3 0 11'), 7);
  expect(layout).toEqual({ name: STRUCTURE_TABLE, min: [-3, 2, -1], count: [5, 3, 4] });
  expect(values.length).toBe(60);
  expect(values.reduce((sum, F) => sum + F)).toBe(58 * 7 + 11 + 20);
});

test('a lookup finds listed values, the default in holes and anywhere outside', () => {
  const { layout, values } = structureGrid(parseHkl('-2 3 0 10\n0 3 1 20'), 7);
  const m = calculator(numbers({ [STRUCTURE_TABLE]: values }));
  const at = (h: number, k: number, l: number) => m.lookup(layout, h, k, l);
  expect(at(-2, 3, 0)).toBe(10);
  expect(at(0, 3, 1)).toBe(20);
  expect(at(-1, 3, 1)).toBe(7);
  for (const [h, k, l] of [
    [1, 3, 1],
    [0, 4, 1],
    [0, 3, 2],
    [-900, 3, 0],
    [0, -1e6, 1e6],
  ] as const) {
    expect(at(h, k, l)).toBe(7);
  }
});

test('a box over the limit is refused before it is made', () => {
  const wide = parseHkl('-1000 -1000 -1000 1\n1000 1000 1000 1');
  expect(() => structureGrid(wide, 0)).toThrow(
    'the box of Miller indices, 2003 x 2003 x 2003, needs 61311 MiB, more than the 2048 MiB allowed',
  );
  expect(() => structureGrid(parseHkl('0 0 0 1'), 0, { maxBytes: 215 })).toThrow('3 x 3 x 3');
  expect(structureGrid(parseHkl('0 0 0 1'), 0, { maxBytes: 216 }).values.length).toBe(27);
});
