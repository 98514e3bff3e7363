import { expect, test } from 'vitest';
import { parametersOf, smoothTrialsOf } from '../derivatives/derivatives-agree.fixture';
import { expectSameDerivatives } from './native-agrees.fixture';
import { nativeWidths, PRECISIONS } from './native-bytes.fixture';
import { SPECIAL_TRIALS } from './special-trials.fixture';

const widths = await nativeWidths();
/** One parameter of several: more take the compiler longer. */
const STEP = 5;

if (typeof widths === 'string') {
  test(`native code is not compared with WebAssembly here: ${widths}`, () => {
    expect(widths).not.toBe('');
  });
} else {
  // The slow lane has the other special plans.
  const trials = [...(await smoothTrialsOf(6, 32)).slice(0, 1), ...SPECIAL_TRIALS.slice(1, 2)].map((trial, i) => ({
    ...trial,
    i,
  }));
  test.each(trials)('derivatives of $name have the same bytes in native code and in WebAssembly', async (trial) => {
    const precision = PRECISIONS[trial.i % PRECISIONS.length] as (typeof PRECISIONS)[number];
    const vectorBits = widths[(trial.i + Math.floor(trial.i / PRECISIONS.length)) % widths.length] as number;
    const parameters = parametersOf(trial.experiment).filter((_, p) => p % STEP === trial.i % STEP);
    expect(await expectSameDerivatives(trial, { precision, vectorBits }, parameters)).toBeGreaterThan(10);
  });
}
