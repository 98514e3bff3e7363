import { expect, test } from 'vitest';
import { calculator } from './calculator';
import { numbers } from './numbers';

const m = calculator(numbers());

test('Miller indices are ceil(h - 1/2): halves are rounded down', () => {
  const cases = [0, 0.49, 0.5, 0.51, 1.5, 2.5, -0.5, -0.51, -1.5, 13.999];
  expect(cases.map((h) => m.millerIndex(h) + 0)).toEqual(cases.map((h) => Math.ceil(h - 0.5) + 0));
  expect(m.millerIndex(2.5)).toBe(2);
  expect(m.millerIndex(-0.5)).toBe(-1);
});

test('the plain operations are those of the algebra', () => {
  expect([m.neg(2), m.abs(-2), m.sqrt(9), m.floor(-0.5), m.nearest(2.5), m.narrow(0.1)]).toEqual([
    -2, 2, 3, -1, 2, 0.1,
  ]);
});
