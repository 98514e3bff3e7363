import { isBraggsimError } from '@braggsim/core';
import { expect, test } from 'vitest';
import { parseMatrix } from './matrix';

const ROWS = '0.010 0.002 0.001\n-0.003 0.011 0.002\n0.001 -0.001 0.013\n';
const NUMBERS = [0.01, 0.002, 0.001, -0.003, 0.011, 0.002, 0.001, -0.001, 0.013];

const messageOf = (text: string): string => {
  try {
    parseMatrix(text, 'A.mat');
  } catch (error) {
    if (isBraggsimError(error, 'data')) return error.message;
    throw error;
  }
  return 'no error';
};

test('nine numbers come out row by row', () => {
  expect(parseMatrix(ROWS)).toEqual({ value: NUMBERS, warnings: [] });
});

test('line breaks, comments and what follows the ninth number do not matter', () => {
  const text = `# MOSFLM\r\n! orientation\r\n${ROWS.replaceAll('\n', ' ')}\r\n  0.000 0.000 0.000 missets`;
  expect(parseMatrix(text).value).toEqual(NUMBERS);
});

test('a left-handed matrix is taken as it is, with a warning', () => {
  const { value, warnings } = parseMatrix('0.01 0 0  0 0.01 0  0 0 -0.01', 'left.mat');
  expect(value[8]).toBe(-0.01);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]?.message).toContain('left.mat');
});

test('errors name the file, the place and what was found', () => {
  expect(messageOf('1 0 0\n0 one 0\n0 0 1')).toMatch(/A\.mat, line 2: .*'one'/);
  expect(messageOf('1 0 0\n0 1e999 0\n0 0 1')).toMatch(/A\.mat, line 2: .*'1e999'/);
  expect(messageOf('1 0 0\n0 1 0')).toMatch(/A\.mat: .*only 6/);
  expect(messageOf('')).toMatch(/only 0/);
  expect(messageOf('0.01 0.02 0  0.01 0.02 0  0.01 0.02 0.01')).toMatch(/one plane/);
});
