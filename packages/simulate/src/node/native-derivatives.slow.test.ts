import { describe, expect, test } from 'vitest';
import { smoothTrialsOf } from '../derivatives/derivatives-agree.fixture';
import { expectSameDerivatives } from './native-agrees.fixture';
import { nativeWidths, PRECISIONS } from './native-bytes.fixture';
import { SPECIAL_TRIALS } from './special-trials.fixture';

const widths = await nativeWidths();

const smooth = (await smoothTrialsOf(60, 64, 3)).slice(0, 4);
const trials = [...smooth, ...SPECIAL_TRIALS].map((trial, i) => ({ ...trial, i }));

test('this machine has native code, and there are experiments, without which nothing of it is checked', () => {
  expect(widths).toBeInstanceOf(Array);
  expect(smooth.length).toBeGreaterThan(3);
});

describe('derivatives by native code have the bytes of WebAssembly', () => {
  const values: number[] = [];
  // Precisions and widths take turns: `npm run native-bytes` compares all.
  test.each(trials)('in $name', async ({ i, ...trial }) => {
    const precision = PRECISIONS[i % PRECISIONS.length] as (typeof PRECISIONS)[number];
    const vectorBits = widths[(i + 1 + Math.floor(i / PRECISIONS.length)) % widths.length] as number;
    values.push(await expectSameDerivatives(trial, { precision, vectorBits }));
  });

  // All pixels of some experiments are beyond their resolution limit.
  test('most of them have something to compare', () => {
    expect(values.filter((count) => count > 1).length).toBeGreaterThan(0.6 * values.length);
  });
});
