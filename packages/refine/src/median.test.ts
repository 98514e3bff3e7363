import { ran1 } from '@braggsim/core/random';
import { expect, test } from 'vitest';
import { median } from './median';

test('the median is that of sorted numbers', () => {
  const uniform = ran1(-3);
  for (let length = 1; length < 60; length++) {
    const values = Array.from({ length }, () => Math.floor(20 * uniform()));
    const sorted = [...values].sort((a, b) => a - b);
    const [below, above] = [sorted[(length - 1) >> 1] as number, sorted[length >> 1] as number];
    expect(median(values), values.join(' ')).toBe((below + above) / 2);
  }
});

test('there is none of no numbers', () => {
  expect(median([])).toBe(0);
});
