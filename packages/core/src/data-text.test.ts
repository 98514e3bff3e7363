import { expect, test } from 'vitest';
import { isRecord, pathText, shown } from './data-text';

test('paths have the numbers of list entries in brackets', () => {
  expect(pathText(['readout', 1, 'offset'])).toBe('readout[1].offset');
  expect(pathText([])).toBe('');
});

test.each([
  ['near', "'near'"],
  [Number.NaN, 'NaN'],
  [[1, null], '[1,null]'],
  [undefined, 'nothing'],
  [null, 'null'],
  [Array(30).fill(10), '[10,10,10,10,10,10,10,10,10,10,10,10,10,10,10,10,10,10,10...'],
])('%j is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

test('lists and null are no records', () => {
  expect([{}, [], null, 'a'].map(isRecord)).toEqual([true, false, false, false]);
});
