import type { Arithmetic } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { type Comparison, compared } from '../../packages/simulate/src/node/native-bytes.fixture';
import { compareAll, summary } from './compare-all';
import type { Comparable } from './comparisons';

const WIDTHS = [512, 128];

/** A plan whose comparisons are given. */
const plan = (name: string, compare: (width: number) => Partial<Comparison> | string): Comparable => ({
  name,
  compare: async (precision, widths) =>
    widths.map((vectorBits) => {
      const given = compare(vectorBits);
      if (given === precision) throw new Error('no compiler');
      return { vectorBits, values: 50, difference: undefined, ...(given as object) };
    }),
});

async function run(plans: readonly Comparable[], range: object = {}) {
  const lines: string[] = [];
  const counts = await compareAll(plans, {
    ...{ widths: WIDTHS, from: 1, to: Infinity, isOver: () => false, print: (line: string) => lines.push(line) },
    ...range,
  });
  return { counts, lines: lines.map((line) => line.replace(/\(.* s\)/, '(time)')) };
}

const equal = plan('a', () => ({}));
const dark = plan('b', () => ({ values: 1 }));
const differing = plan('c', (bits) => (bits === 128 ? { difference: 'pixel 7' } : {}));
const failing = plan('d', () => 'mixed');

test('every plan is compared in every precision at every width, also after one that differs or fails', async () => {
  const { counts, lines } = await run([differing, failing, dark, equal]);
  expect(counts).toEqual({ equal: 3 + 4 + 6 + 6, differing: 3, failed: 2, telling: 6 + 4 + 6 });
  expect(lines).toEqual([
    '1/4 c: 3 equal (time)\n  double with 128 bits differs in pixel 7\n  mixed with 128 bits differs in pixel 7\n  single with 128 bits differs in pixel 7',
    '2/4 d: 4 equal (time)\n  mixed failed: no compiler',
    '3/4 b: 6 equal (time)',
    '4/4 a: 6 equal (time)',
  ]);
  expect(summary(counts)).toBe('22 compared, 16 of them with more than 10 values: 19 equal, 3 differing; 2 failed');
});

test('a range has the plans from the first to the last number, and ends early when the time is over', async () => {
  expect((await run([differing, equal, dark, failing], { from: 2, to: 3 })).counts).toMatchObject({ equal: 12 });
  let plans = 0;
  const { counts } = await run([equal, dark, failing], { isOver: () => plans++ === 2 });
  expect(counts).toMatchObject({ equal: 12, next: 3 });
  expect(summary(counts)).toContain('12 equal, 0 differing; 0 failed; time is over, go on with --from 3');
});

test('images differ in a sign of zero, not in NaN; so does code of another width or of a part', () => {
  const computed = (pixels: number[], code: object = {}) => ({
    images: [{ name: 'panel 0', pixels }],
    arithmetic: {
      ...{ precision: 'double' as const, threads: 1 },
      code: { nativeFraction: 1, vectorBits: 256, ...code } as NonNullable<Arithmetic['code']>,
    },
  });
  const wasm = computed([NaN, 0, 3]);
  const differenceOf = (native: ReturnType<typeof computed>) => compared(wasm, native, 256).difference;
  expect(compared(wasm, computed([NaN, 0, 3]), 256)).toEqual({ vectorBits: 256, values: 3, difference: undefined });
  expect(differenceOf(computed([NaN, -0, 4]))).toBe('2 of 3 pixels of panel 0, the first at 1: -0 for 0');
  expect(differenceOf(computed([NaN, 0]))).toBe('1 of 3 pixels of panel 0, the first at 2: undefined for 3');
  expect(differenceOf(computed([NaN, 0, 3], { vectorBits: 128 }))).toBe('vectors of 128 bits');
  expect(differenceOf(computed([NaN, 0, 3], { nativeFraction: 0.5 }))).toBe('native code for 0.5 of the image');
});
