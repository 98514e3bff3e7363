import { referenceCases } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { inputsOf } from '../reference.fixture';
import { expectSameBytes, nativeWidths, PRECISIONS } from './native-agrees.fixture';

const widths = await nativeWidths();

test('this machine has native code, without which nothing of it is checked', () => {
  expect(widths).toBeInstanceOf(Array);
});

/** With BRAGGSIM_ALL_WIDTHS every case runs in every precision at every width; without it, precisions and widths take turns, a ninth of that. */
const isAll = process.env.BRAGGSIM_ALL_WIDTHS !== undefined;
const widthsOf = (turn: number): readonly number[] =>
  isAll ? (widths as readonly number[]) : [widths[turn % widths.length] as number];
const precisionsOf = (turn: number): readonly (typeof PRECISIONS)[number][] =>
  isAll ? PRECISIONS : [PRECISIONS[turn % PRECISIONS.length] as (typeof PRECISIONS)[number]];

describe('native code has the bytes of WebAssembly', () => {
  const cases = referenceCases().map((c, i) => ({ id: c.id, c, i }));
  test.each(cases)('in the reference case $id', async ({ id, c, i }) => {
    const { plan } = await buildPlan(c.experiment, inputsOf(c));
    for (const precision of precisionsOf(i)) {
      for (const vectorBits of widthsOf(Math.floor(i / PRECISIONS.length)))
        await expectSameBytes(plan, { precision, vectorBits }, id);
    }
  });
});
