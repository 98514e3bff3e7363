import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFixed, formatG } from './printf';

// Expected text was printed by glibc's printf.
test.each([
  [0, '0'],
  [-0, '-0'],
  [1, '1'],
  [-1.5, '-1.5'],
  [0.1, '0.1'],
  [100, '100'],
  [100000, '100000'],
  [1e6, '1e+06'],
  [999999.5, '1e+06'],
  [999999.4, '999999'],
  [100000.5, '100000'],
  [100001.5, '100002'],
  [1.25932015286227e29, '1.25932e+29'],
  [0.0001, '0.0001'],
  [0.00009999995, '0.0001'],
  [0.00001, '1e-05'],
  [0.000012345678, '1.23457e-05'],
  [5e-324, '4.94066e-324'],
  [1.7976931348623157e308, '1.79769e+308'],
  [1e100, '1e+100'],
  [1.3820971262816941, '1.3821'],
  [2.5, '2.5'],
  [0.5, '0.5'],
  [Number.NaN, 'nan'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('%d is %s', (x, text) => {
  expect(formatG(x)).toBe(text);
});

test.each([
  [0.1, 15, '0.1'],
  [0.1, 17, '0.10000000000000001'],
  [1 / 3, 15, '0.333333333333333'],
  [123456789.125, 11, '123456789.12'],
  [123456789.375, 11, '123456789.38'],
  [2.5, 1, '2'],
  [3.5, 1, '4'],
  [9.5, 1, '1e+01'],
  [1.2593201528622709e29, 15, '1.25932015286227e+29'],
  [1e-10, 15, '1e-10'],
  [1e15, 15, '1e+15'],
  [1e14, 15, '100000000000000'],
  [7, 0, '7'],
])('%d to %d digits is %s', (x, digits, text) => {
  expect(formatG(x, digits)).toBe(text);
});

test.each([
  [81.37976813493738, 11, 8, '81.37976813'],
  [-34.20201433256687, 11, 8, '-34.20201433'],
  [0, 11, 8, ' 0.00000000'],
  [-0, 11, 8, '-0.00000000'],
  [-1e-12, 11, 8, '-0.00000000'],
  [0.125, 4, 2, '0.12'],
  [0.375, 4, 2, '0.38'],
  [2.5, 1, 0, '2'],
  [3.5, 1, 0, '4'],
  [0.5, 1, 0, '0'],
  [999.995, 8, 2, ' 1000.00'],
  [1e22, 1, 1, '10000000000000000000000.0'],
  [Number.NaN, 5, 2, '  nan'],
  [Number.NEGATIVE_INFINITY, 6, 2, '  -inf'],
])('%d in %d columns with %d decimals is "%s"', (x, width, decimals, text) => {
  expect(formatFixed(x, width, decimals)).toBe(text);
});

test('17 digits round-trip', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (x) => Object.is(Number(formatG(x, 17).replace('inf', 'Infinity')), x)),
  );
});

test('away from ties the digits are those of toPrecision', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), fc.integer({ min: 1, max: 6 }), (x, digits) => {
      fc.pre(Number(x.toPrecision(digits + 1)) !== x);
      expect(Number(formatG(x, digits))).toBe(Number(x.toPrecision(digits)));
    }),
  );
});
