import { describe, expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { randomTrials, smoothTrials } from '../random-experiment.fixture';
import { expectSameBytes } from './native-agrees.fixture';
import { nativeWidths, PRECISIONS } from './native-bytes.fixture';
import { LISTED_TRIAL, SPECIAL_TRIALS } from './special-trials.fixture';

const widths = await nativeWidths();

/** Fewer than have every pair of values of two options, which `npm run native-bytes` compares. */
const COUNT = 12;

test('this machine has native code, without which the slow lane checks nothing of it', () => {
  expect(widths).toBeInstanceOf(Array);
});

describe('native code has the bytes of WebAssembly', () => {
  const trials = [...randomTrials(COUNT), ...smoothTrials(6)].map((trial, i) => ({ ...trial, i }));
  let varied = 0;
  // Precisions, widths, and whether operations are fused take turns, so that each meets each.
  test.each(trials)('in $name', async ({ experiment, inputs, i }) => {
    const { plan } = await buildPlan(experiment, inputs);
    const precision = PRECISIONS[i % PRECISIONS.length] as (typeof PRECISIONS)[number];
    const vectorBits = widths[Math.floor(i / PRECISIONS.length) % widths.length] as number;
    const relaxedSimd = Math.floor(i / PRECISIONS.length / widths.length) % 2 === 0;
    const values = await expectSameBytes(plan, { precision, vectorBits, relaxedSimd }, JSON.stringify(experiment));
    if (values > 10) varied++;
  });
  // Each plan has other pairs of a precision and a width; that with lists, whose code differs most with the width, has all.
  test.each(SPECIAL_TRIALS.map((trial, i) => ({ name: trial.name, trial, i })))(
    'in every precision in $name',
    async ({ trial, i }) => {
      const { plan } = await buildPlan(trial.experiment, trial.inputs);
      for (const [p, precision] of PRECISIONS.entries()) {
        const turn = (p + i) % widths.length;
        const own = trial === LISTED_TRIAL ? widths : widths.slice(turn, turn + 1);
        for (const vectorBits of own as readonly number[]) {
          await expectSameBytes(plan, { precision, vectorBits }, JSON.stringify(trial.experiment));
        }
      }
    },
  );
  test('most images have something to compare', () => {
    expect(varied).toBeGreaterThan(0.6 * trials.length);
  });
});
