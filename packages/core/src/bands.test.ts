import { expect, test } from 'vitest';
import { bandCounter, bandReporter, eachBand, markComputed, nextBand } from './bands';

test('bands are reported up to the first one that is not computed', () => {
  const counter = bandCounter(4);
  const reported: number[] = [];
  const report = bandReporter(counter, (bands) => reported.push(bands));
  for (const band of [2, 0, 1, 3]) {
    markComputed(counter, band);
    report();
  }
  expect(reported).toEqual([0, 1, 3, 4]);
});

test('each band is computed once, and marked', () => {
  const counter = bandCounter(5);
  expect(nextBand(counter)).toBe(0);
  const computed: number[] = [];
  eachBand(counter, (band) => computed.push(band));
  expect(computed).toEqual([1, 2, 3, 4]);
  expect([...counter.computed]).toEqual([0, 1, 1, 1, 1]);
});
