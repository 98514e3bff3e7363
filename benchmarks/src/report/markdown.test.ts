import { expect, test } from 'vitest';
import { digits, table, times } from './markdown';

test('the columns of a table are aligned: words left, numbers right', () => {
  const rows = [
    { name: 'a', value: 1 },
    { name: 'longer', value: 1000 },
  ];
  const columns = [
    { title: 'name', side: 'left', cell: (row: (typeof rows)[0]) => row.name },
    { title: 'n', cell: (row: (typeof rows)[0]) => String(row.value) },
  ] as const;
  expect(table(columns, rows)).toBe(
    ['| name   |    n |', '| :----- | ---: |', '| a      |    1 |', '| longer | 1000 |'].join('\n'),
  );
});

test.each([
  [0, '0'],
  [0.0123456, '0.0123'],
  [2.34567, '2.35'],
  [23.4567, '23.5'],
  [234.567, '235'],
  [23456.7, '23457'],
  [-0.5, '-0.500'],
])('%d is shown with three digits', (value, text) => {
  expect(digits(value)).toBe(text);
});

test('ratios are shown with an x', () => {
  expect(times(30.44)).toBe('30.4x');
});
