import { expect, test } from 'vitest';
import { storedFrame, storedImage, storedPlace } from './transform';

/** A detector of 5 x 6 pixels (slow x fast), whose values tell the place: 10 slow + fast. */
const SHAPE = [5, 6] as const;
const RAW = Float64Array.from({ length: 30 }, (_, i) => 10 * Math.floor(i / 6) + (i % 6));
const ALL = new Uint8Array(30).fill(1);
const rows = (values: ArrayLike<number>, columns: number) =>
  Array.from({ length: values.length / columns }, (_, y) => Array.from(values).slice(y * columns, (y + 1) * columns));

const quadrant = (number: 0 | 1 | 2 | 3) => storedFrame({ quadrant: number, pool: 1, size: 2, sqrt: false }, SHAPE, 0);

test.each([
  // As numpy: rot90 of img[0:2, 1:3] by k = 2, of img[0:2, 3:5] by 3, of img[2:4, 1:3] by 1, and img[2:4, 3:5]: 5 / 2 rounds to 2.
  [
    0,
    [
      [12, 11],
      [2, 1],
    ],
  ],
  [
    1,
    [
      [13, 3],
      [14, 4],
    ],
  ],
  [
    2,
    [
      [22, 32],
      [21, 31],
    ],
  ],
  [
    3,
    [
      [23, 24],
      [33, 34],
    ],
  ],
] as const)('quadrant %i has the beam at its first pixel', (number, expected) => {
  const frame = quadrant(number);
  expect(rows(storedImage(RAW, ALL, 6, frame), 2)).toEqual(expected);
  // The middle of a raw pixel is the middle of the stored pixel that has its value.
  for (const [y, row] of expected.entries()) {
    for (const [x, value] of row.entries()) {
      expect(storedPlace(frame, [(value % 10) + 0.5, Math.floor(value / 10) + 0.5])).toEqual([x + 0.5, y + 0.5]);
    }
  }
});

test('masked pixels are 0, the largest of a square is kept, limited to 65025, and its root rounded down', () => {
  const values = Float64Array.from(RAW);
  values[1] = 1e6;
  values[14] = 1e5;
  values[28] = 50;
  const measured = Uint8Array.from(ALL);
  measured[1] = 0;
  const frame = storedFrame({ quadrant: 'none', pool: 2, sqrt: true }, SHAPE, 0);
  expect(frame.shape).toEqual([2, 3]);
  expect(rows(storedImage(values, measured, 6, frame), 3)).toEqual([
    [3, 3, 3],
    [5, 255, 5],
  ]);
});

test('without a transform the raw values are kept within 16 bits', () => {
  const frame = storedFrame('none', SHAPE, 2);
  const values = Float64Array.from(RAW);
  [values[0], values[1]] = [-3, 70000];
  expect([...storedImage(values, ALL, 6, frame).slice(0, 3)]).toEqual([0, 65535, 2]);
});

test('quadrants are as large as fit unless the plan says otherwise, and must fit', () => {
  expect(storedFrame({ quadrant: 'random', pool: 2, sqrt: false }, [2527, 2463], 3).shape).toEqual([512, 512]);
  expect(storedFrame({ quadrant: 'random', pool: 2, sqrt: false }, [101, 90], 3)).toMatchObject({
    shape: [22, 22],
    turns: 0,
  });
  expect(() => storedFrame({ quadrant: 0, pool: 2, size: 23, sqrt: false }, [101, 90], 0)).toThrow('at most 22 do');
});
