import { expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { randomTrials } from '../random-experiment.fixture';
import { expectSameBytes, nativeWidths, PRECISIONS, SPECIAL_TRIALS } from './native-agrees.fixture';

const widths = await nativeWidths();

if (typeof widths === 'string') {
  test(`native code is not compared with WebAssembly here: ${widths}`, () => {
    expect(widths).not.toBe('');
  });
} else {
  // Precisions and widths take turns; native-agrees.slow.test.ts has all special plans in all precisions.
  test.each([...randomTrials(1), ...SPECIAL_TRIALS.slice(1, 3)].map((trial, i) => ({ ...trial, i })))(
    '$name has the same bytes in native code and in WebAssembly',
    async ({ experiment, inputs, i }) => {
      const { plan } = await buildPlan(experiment, inputs);
      const precision = PRECISIONS[i % PRECISIONS.length] as (typeof PRECISIONS)[number];
      const vectorBits = widths[i % widths.length] as number;
      await expectSameBytes(plan, { precision, vectorBits }, JSON.stringify(experiment));
    },
  );
}
