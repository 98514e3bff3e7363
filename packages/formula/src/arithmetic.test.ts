import { expect, test } from 'vitest';
import { arithmetic } from './arithmetic';
import { duals, variable } from './dual';
import { numbers } from './numbers';

const m = arithmetic(numbers());

test('sums, products and dots accept any number of terms, including plain numbers', () => {
  expect(m.sum(1, 2, 3, 4)).toBe(10);
  expect(m.product(2, 3, 4)).toBe(24);
  expect(m.dot([1, 2, 3], [4, 5, 6])).toBe(32);
  expect(m.dot([3], [7])).toBe(21);
  expect(m.minus(2, 5)).toBe(-3);
  expect(m.ratio(1, 8)).toBe(0.125);
  expect(m.square(-3)).toBe(9);
});

test('sums and dots are evaluated from left to right', () => {
  expect(m.sum(1e16, 1, -1e16)).toBe(0);
  expect(m.dot([1, 1, 1], [1e16, -1e16, 1])).toBe(1);
});

test('select returns the first value only below the limit', () => {
  expect(m.select(1, 2, 10, 20)).toBe(10);
  expect(m.select(2, 2, 10, 20)).toBe(20);
  expect([m.smaller(1, 2), m.larger(1, 2)]).toEqual([1, 2]);
});

test('fractions lie within one half of zero', () => {
  expect([2.75, -2.75, 0.5, 1.5].map((x) => m.fraction(x))).toEqual([-0.25, 0.25, 0.5, -0.5]);
});

test('a polynomial has its value and the slope of its own derivative', () => {
  expect(m.polynomial(2, [1, 2, 3])).toBe(17);
  expect(m.polynomial(5, [4])).toBe(4);
  const d = arithmetic(duals(1)).polynomial(variable(2, 0, 1), [1, 2, 3, 4]);
  expect(d).toEqual({ value: 49, partials: [62] });
  expect(arithmetic(duals(1)).polynomial(variable(2, 0, 1), [7]).partials).toEqual([0]);
});
