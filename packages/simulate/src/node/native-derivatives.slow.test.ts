import { describe, expect, test } from 'vitest';
import { smoothTrialsOf } from '../derivatives/derivatives-agree.fixture';
import { expectSameDerivatives, nativeWidths, PRECISIONS } from './native-agrees.fixture';

const widths = await nativeWidths();

test('this machine has native code, without which nothing of it is checked', () => {
  expect(widths).toBeInstanceOf(Array);
});

/** With BRAGGSIM_ALL_WIDTHS more experiments run, each in every precision at every width; without it, precisions and widths take turns. */
const isAll = process.env.BRAGGSIM_ALL_WIDTHS !== undefined;

describe('derivatives by native code have the bytes of WebAssembly', async () => {
  const trials = (await smoothTrialsOf(isAll ? 60 : 16, 64, 7)).map((trial, i) => ({ ...trial, i }));
  test.each(trials)('in $name', async ({ i, ...trial }) => {
    for (const [p, precision] of PRECISIONS.entries()) {
      for (const [w, vectorBits] of (widths as readonly number[]).entries()) {
        if (!isAll && (p !== i % PRECISIONS.length || w !== Math.floor(i / PRECISIONS.length) % widths.length))
          continue;
        expect(await expectSameDerivatives(trial, { precision, vectorBits })).toBeGreaterThan(1);
      }
    }
  });
});
