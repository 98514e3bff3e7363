import { expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { randomTrials } from '../random-experiment.fixture';
import { expectSameBytes, nativeWidths, PRECISIONS } from './native-agrees.fixture';

const widths = await nativeWidths();

if (typeof widths === 'string') {
  test(`native code is not compared with WebAssembly here: ${widths}`, () => {
    expect(widths).not.toBe('');
  });
} else {
  test.each(randomTrials(2))('$name has the same bytes in native code and in WebAssembly', async (trial) => {
    const { plan } = await buildPlan(trial.experiment, trial.inputs);
    for (const [p, precision] of PRECISIONS.entries()) {
      const vectorBits = widths[p % widths.length] as number;
      await expectSameBytes(plan, { precision, vectorBits }, JSON.stringify(trial.experiment));
    }
  });
}
