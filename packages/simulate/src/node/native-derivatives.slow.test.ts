import { describe, expect, test } from 'vitest';
import { smoothTrialsOf } from '../derivatives/derivatives-agree.fixture';
import { expectSameDerivatives, nativeWidths, PRECISIONS, SPECIAL_TRIALS } from './native-agrees.fixture';

const widths = await nativeWidths();

/** With BRAGGSIM_ALL_WIDTHS more experiments run, each in every precision at every width; without it, precisions and widths take turns. */
const isAll = process.env.BRAGGSIM_ALL_WIDTHS !== undefined;
const smooth = (await smoothTrialsOf(isAll ? 200 : 60, 64, 3)).slice(0, isAll ? 20 : 4);
const trials = [...smooth, ...SPECIAL_TRIALS].map((trial, i) => ({ ...trial, i }));

test('this machine has native code, and there are experiments, without which nothing of it is checked', () => {
  expect(widths).toBeInstanceOf(Array);
  expect(smooth.length).toBeGreaterThan(3);
});

describe('derivatives by native code have the bytes of WebAssembly', () => {
  const values: number[] = [];
  test.each(trials)('in $name', async ({ i, ...trial }) => {
    for (const [p, precision] of PRECISIONS.entries()) {
      for (const [w, vectorBits] of (widths as readonly number[]).entries()) {
        if (!isAll && (p !== i % PRECISIONS.length || w !== (i + 1) % widths.length)) continue;
        values.push(await expectSameDerivatives(trial, { precision, vectorBits }));
      }
    }
  });

  // All pixels of some experiments are beyond their resolution limit.
  test('most of them have something to compare', () => {
    expect(values.filter((count) => count > 1).length).toBeGreaterThan(0.6 * values.length);
  });
});
