import { referenceCases } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { inputsOf } from '../reference.fixture';
import { expectSameBytes } from './native-agrees.fixture';
import { nativeWidths, PRECISIONS } from './native-bytes.fixture';

const widths = await nativeWidths();

test('this machine has native code, without which nothing of it is checked', () => {
  expect(widths).toBeInstanceOf(Array);
});

describe('native code has the bytes of WebAssembly', () => {
  // Precisions, widths, and whether operations are fused take turns, and three of four cases are left out: `npm run native-bytes` compares all.
  const cases = referenceCases()
    .filter((_, i) => i % 4 === 0)
    .map((c, turn) => ({ id: c.id, c, turn }));
  test.each(cases)('in the reference case $id', async ({ id, c, turn }) => {
    const { plan } = await buildPlan(c.experiment, inputsOf(c));
    const precision = PRECISIONS[turn % PRECISIONS.length] as (typeof PRECISIONS)[number];
    const vectorBits = widths[Math.floor(turn / PRECISIONS.length) % widths.length] as number;
    const relaxedSimd = Math.floor(turn / PRECISIONS.length / widths.length) % 2 === 0;
    await expectSameBytes(plan, { precision, vectorBits, relaxedSimd }, id);
  });
});
