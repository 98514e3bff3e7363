import { expect, test } from 'vitest';
import { ran1, shuffleTable } from './ran1';

const printed = (seed: number, count: number) => {
  const uniform = ran1(seed);
  return Array.from({ length: count }, () => uniform().toFixed(9));
};

test('check values of the C program', () => {
  const one = ['0.415999353', '0.091964893', '0.756410480', '0.529700220', '0.930436492'];
  expect(printed(-1, 5)).toEqual(one);
  expect(printed(0, 5)).toEqual(one);
  const mosaic = ['0.765989304', '0.023453664', '0.589726627', '0.535101593', '0.982231438', '0.693016112'];
  expect(printed(-12345678, 6)).toEqual(mosaic);
});

test('deviates are float32 numbers above 0 and below 1, evenly spread', () => {
  const uniform = ran1(-77);
  const bins = new Array<number>(10).fill(0);
  const wrong: number[] = [];
  for (let i = 0; i < 100_000; i++) {
    const u = uniform();
    if (!(Math.fround(u) === u && u > 0 && u <= Math.fround(1 - 1.2e-7))) wrong.push(u);
    const bin = Math.floor(10 * u);
    bins[bin] = (bins[bin] as number) + 1;
  }
  expect(wrong).toEqual([]);
  // Ten bins of 10,000 each: five standard deviations are 475.
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(475);
});

test('streams are independent unless they share a table', () => {
  /** The first stream with draws of the second between its own. */
  const mixed = ([a, b]: readonly [() => number, () => number]) =>
    Array.from({ length: 4 }, () => {
      b();
      return a().toFixed(9);
    });
  const table = shuffleTable();
  expect(mixed([ran1(-5), ran1(-6)])).toEqual(printed(-5, 4));
  expect(mixed([ran1(-5, table), ran1(-6, table)])).not.toEqual(printed(-5, 4));
});

test('a positive seed continues a table in use, and fills a table that is not', () => {
  expect(printed(17, 3)).toEqual(printed(-1, 3));
  const table = shuffleTable();
  const uniform = ran1(-5, table);
  uniform();
  const last = table.last;
  ran1(17, table)();
  expect(table.last).not.toBe(last);
  expect(ran1(17, table)().toFixed(9)).not.toBe(printed(17, 1)[0]);
});
