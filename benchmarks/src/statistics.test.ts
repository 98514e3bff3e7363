import { expect, test } from 'vitest';
import { median, medianRatio, medianUsage, spread } from './statistics';

test('the median of an even number of values lies between the middle two', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 100])).toBe(3);
  expect(() => median([])).toThrow('no values');
});

test('a spread has the median and the range', () => {
  expect(spread([3, 1, 8])).toEqual({ median: 3, least: 1, most: 8 });
});

test('ratios are computed round by round, so that a slow round has no effect', () => {
  expect(medianRatio([10, 10, 1000], [2, 2, 200])).toBe(5);
  expect(medianRatio([10, 40], [2, 10])).toBe(4.5);
});

test('usage is the median of each of its numbers', () => {
  const usages = [
    { contextSwitches: 1, pageFaults: 30, cpuTime: 5 },
    { contextSwitches: 2, pageFaults: 10, cpuTime: 6 },
    { contextSwitches: 9, pageFaults: 20, cpuTime: 4 },
  ];
  expect(medianUsage(usages)).toEqual({ contextSwitches: 2, pageFaults: 20, cpuTime: 5 });
});
