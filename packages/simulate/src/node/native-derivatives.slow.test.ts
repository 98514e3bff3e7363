import { expect, test } from 'vitest';
import { FEW_VALUES, isVisible, smoothTrialsOf } from '../derivatives/derivatives-agree.fixture';
import type { Trial } from '../random-experiment.fixture';
import { expectSameDerivatives } from './native-agrees.fixture';
import { nativeWidths, PRECISIONS } from './native-bytes.fixture';
import { SPECIAL_TRIALS } from './special-trials.fixture';

const widths = await nativeWidths();

/** Experiments whose images show something: others have no derivatives to compare. */
const smooth: Trial[] = [];
for (const trial of await smoothTrialsOf(60, 64, 3))
  if (smooth.length < 4 && (await isVisible(trial))) smooth.push(trial);
const trials = [...smooth, ...SPECIAL_TRIALS].map((trial, i) => ({ ...trial, i }));

test('this machine has native code, and there are experiments, without which nothing of it is checked', () => {
  expect(widths).toBeInstanceOf(Array);
  expect(smooth.length).toBeGreaterThan(3);
});

// Precisions and widths take turns: `npm run native-bytes` compares all.
test.each(trials)('derivatives by native code have the bytes of WebAssembly in $name', async ({ i, ...trial }) => {
  const precision = PRECISIONS[i % PRECISIONS.length] as (typeof PRECISIONS)[number];
  const vectorBits = widths[(i + 1 + Math.floor(i / PRECISIONS.length)) % widths.length] as number;
  expect(await expectSameDerivatives(trial, { precision, vectorBits })).toBeGreaterThan(FEW_VALUES);
});
