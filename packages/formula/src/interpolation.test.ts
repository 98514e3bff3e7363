import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calculator } from './calculator';
import { numbers } from './numbers';

const table = { name: 'F', min: [-4, -3, 100], count: [9, 7, 8] } as const;
const cubic = (x: number, y: number, z: number): number =>
  (1 + x - 0.5 * x ** 2 + 0.1 * x ** 3) * (2 - y + 0.2 * y ** 3) * (1 + 0.3 * z ** 2 - 0.05 * z ** 3);
const values = new Float64Array(9 * 7 * 8);
let at = 0;
for (let i = 0; i < 9; i++)
  for (let j = 0; j < 7; j++) for (let k = 0; k < 8; k++) values[at++] = cubic(i - 4, j - 3, k - 4);
const m = calculator(numbers({ F: values }));

test('products of cubics are reproduced exactly inside the table', () => {
  const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(within(-3, 2.999), within(-2, 1.999), within(-3, 1.999), (x, y, z) => {
      const found = m.tricubic(table, [0, 0, 104], [x, y, z]);
      expect(Math.abs(found - cubic(x, y, z))).toBeLessThan(1e-11);
    }),
  );
});

test('the value at whole indices is the table value', () => {
  expect(m.tricubic(table, [1, -1, 103], [0, 0, 0])).toBe(m.lookup(table, 1, -1, 103));
});

test('the split into whole and local parts does not matter', () => {
  const one = m.tricubic(table, [0, 0, 104], [0.25, -0.25, 0.5]);
  expect(m.tricubic(table, [1, -1, 103], [-0.75, 0.75, 1.5])).toBeCloseTo(one, 12);
});

test.each([
  [0, -3, 2],
  [1, -2, 1],
  [2, 101, 105],
])(
  'beyond the edges along axis %d the outermost cell is repeated, so that the value is finite',
  (axis, first, last) => {
    const cell = (index: number): number => {
      const [i = 0, j = 0, k = 0] = [0, 0, 104].map((centre, along) => (along === axis ? index : centre));
      return m.tricubic(table, [i, j, k], [0.3, 0.6, 0.2]);
    };
    for (const [edge, outwards] of [[first, -1] as const, [last, 1] as const]) {
      expect(cell(edge - outwards)).not.toBe(cell(edge));
      expect(cell(edge + outwards)).toBe(cell(edge));
      expect(cell(edge + 3000 * outwards)).toBe(cell(edge));
    }
  },
);
