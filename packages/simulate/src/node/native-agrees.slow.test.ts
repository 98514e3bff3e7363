import { describe, expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { randomTrials, smoothTrials } from '../random-experiment.fixture';
import { expectSameBytes, nativeWidths, PRECISIONS, SPECIAL_TRIALS } from './native-agrees.fixture';

const widths = await nativeWidths();

/** BRAGGSIM_ALL_WIDTHS runs enough for every pair of values of two options. */
const COUNT = process.env.BRAGGSIM_ALL_WIDTHS ? 100 : 24;

test('this machine has native code, without which the slow lane checks nothing of it', () => {
  expect(widths).toBeInstanceOf(Array);
});

describe('native code has the bytes of WebAssembly', () => {
  const trials = [...randomTrials(COUNT), ...smoothTrials(12)].map((trial, i) => ({ ...trial, i }));
  let varied = 0;
  // Precisions and widths take turns, so that each meets each.
  test.each(trials)('in $name', async ({ experiment, inputs, i }) => {
    const { plan } = await buildPlan(experiment, inputs);
    const precision = PRECISIONS[i % PRECISIONS.length] as (typeof PRECISIONS)[number];
    const vectorBits = widths[Math.floor(i / PRECISIONS.length) % widths.length] as number;
    const values = await expectSameBytes(plan, { precision, vectorBits }, JSON.stringify(experiment));
    if (values > 10) varied++;
  });
  test.each(SPECIAL_TRIALS)('in every precision in $name', async ({ experiment, inputs }) => {
    const { plan } = await buildPlan(experiment, inputs);
    for (const [p, precision] of PRECISIONS.entries()) {
      const vectorBits = widths[p % widths.length] as number;
      await expectSameBytes(plan, { precision, vectorBits }, JSON.stringify(experiment));
    }
  });
  test('most images have something to compare', () => {
    expect(varied).toBeGreaterThan(0.6 * trials.length);
  });
});
