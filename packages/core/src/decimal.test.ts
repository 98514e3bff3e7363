import { expect, test } from 'vitest';
import { decimal } from './decimal';

test.each([
  ['1', 1],
  ['-1.5', -1.5],
  ['+.25', 0.25],
  ['7.', 7],
  ['1e-10', 1e-10],
  ['2.5E+3', 2500],
  ['-0', -0],
])('%s is a decimal number', (word, value) => {
  expect(decimal(word)).toBe(value);
});

test.each(['', ' ', '.', '-', '1 2', '0x10', 'nan', 'inf', 'Infinity', '1e999', '1d3', '1_000', '12abc'])(
  "'%s' is none",
  (word) => {
    expect(decimal(word)).toBeUndefined();
  },
);
