import { referenceCases } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { buildPlan } from '../plan';
import { inputsOf } from '../reference.fixture';
import { expectSameBytes, nativeWidths, PRECISIONS } from './native-agrees.fixture';

const widths = await nativeWidths();

test('this machine has native code, without which nothing of it is checked', () => {
  expect(widths).toBeInstanceOf(Array);
});

/** With BRAGGSIM_ALL_WIDTHS every case runs in every precision at every width; without it, every second case in one precision at one width, which take turns. */
const isAll = process.env.BRAGGSIM_ALL_WIDTHS !== undefined;
const widthsOf = (turn: number): readonly number[] =>
  isAll ? (widths as readonly number[]) : [widths[turn % widths.length] as number];
const precisionsOf = (turn: number): readonly (typeof PRECISIONS)[number][] =>
  isAll ? PRECISIONS : [PRECISIONS[turn % PRECISIONS.length] as (typeof PRECISIONS)[number]];

describe('native code has the bytes of WebAssembly', () => {
  const cases = referenceCases()
    .map((c, i) => ({ id: c.id, c, i }))
    .filter(({ i }) => isAll || i % 2 === 0);
  test.each(cases)('in the reference case $id', async ({ id, c, i }) => {
    const { plan } = await buildPlan(c.experiment, inputsOf(c));
    const turn = Math.floor(i / 2);
    for (const precision of precisionsOf(turn)) {
      for (const vectorBits of widthsOf(Math.floor(turn / PRECISIONS.length)))
        await expectSameBytes(plan, { precision, vectorBits }, id);
    }
  });
});
