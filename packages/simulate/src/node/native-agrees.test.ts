import { expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { randomTrials } from '../random-experiment.fixture';
import { expectSameBytes } from './native-agrees.fixture';
import { nativeWidths, PRECISIONS, type Precision } from './native-bytes.fixture';
import { LISTED_TRIAL, SPECIAL_TRIALS } from './special-trials.fixture';

const widths = await nativeWidths();

if (typeof widths === 'string') {
  test(`native code is not compared with WebAssembly here: ${widths}`, () => {
    expect(widths).not.toBe('');
  });
} else {
  // Precisions and widths take turns; native-agrees.slow.test.ts has all special plans in all precisions.
  const turns = [...randomTrials(1), ...SPECIAL_TRIALS.slice(1, 3)].map((trial, i) => ({
    ...{ trial, name: trial.name },
    ...{ precision: PRECISIONS[i % PRECISIONS.length] as Precision, vectorBits: widths[i % widths.length] as number },
  }));
  // Of two pixels in a vector, two vectors share a bit of a list: no other pair has that.
  const narrow = { trial: LISTED_TRIAL, name: LISTED_TRIAL.name, precision: 'double', vectorBits: 128 } as const;
  test.each([...turns, narrow])(
    '$name has the same bytes in native code and in WebAssembly: $precision, $vectorBits bits',
    async ({ trial: { experiment, inputs }, precision, vectorBits }) => {
      const { plan } = await buildPlan(experiment, inputs);
      await expectSameBytes(plan, { precision, vectorBits }, JSON.stringify(experiment));
    },
  );
}
