import { expect, test } from 'vitest';
import { isRecord, pathText, shown, valueAt } from './data-text';

test('paths have the numbers of list entries in brackets', () => {
  expect(pathText(['readout', 1, 'offset'])).toBe('readout[1].offset');
  expect(pathText([])).toBe('');
});

test('a value is found by its path, through records and lists', () => {
  const data = { crystals: [{ cell: [9] }, { cell: [1, 2] }], seed: null };
  expect(valueAt(data, 'crystals.1.cell.0')).toBe(1);
  expect([valueAt(data, 'seed.of'), valueAt(data, 'crystals.2.cell'), valueAt(undefined, 'a')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
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
