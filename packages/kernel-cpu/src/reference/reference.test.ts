import { isBraggsimError } from '@braggsim/core';
import type { Plan } from '@braggsim/core/kernel';
import { describe, expect, test } from 'vitest';
import { planOf, terms } from './plan.fixture';
import { referenceKernel } from './reference';

/** Cancelling, buffers, regions and the like are tested by the suite for all kernels, in testkit. */
const run = async (plan: Plan, outputs?: readonly string[]) => {
  const prepared = await referenceKernel.prepare(plan.fixed, terms);
  return prepared.run(plan.shot, outputs && { outputs });
};

test('sums become photons by the scale of the shot', async () => {
  const plan = planOf({ orientations: 2 });
  const { photons } = await run({ ...plan, shot: { ...plan.shot, scale: 0.25 } });
  expect(photons?.[0]).toEqual(new Float32Array(12).fill(2));
});

test('rows are slow, columns fast, and a region of interest holds both of its limits', async () => {
  const plan = planOf();
  const [panel] = plan.fixed.panels;
  const part = {
    ...plan,
    fixed: { ...plan.fixed, panels: [{ ...panel, region: { fast: [2, 4], slow: [1, 3] } } as typeof panel & object] },
  };
  expect([...((await run(part)).photons?.[0] ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 4, 4, 0, 0, 4, 4]);
});

test('factors that multiply a pixel are among the outputs', async () => {
  const plan = planOf({ factors: [['layerFactor', 'lastLayer']], fixed: { layers: 3 } });
  const { photons, layerFactor } = await run(plan, ['photons', 'layerFactor']);
  expect(photons?.[0]?.[5]).toBe(48);
  expect(layerFactor?.[0]?.[5]).toBe(4);
});

describe('terms', () => {
  const refused = async (plan: Plan, tag: 'usage' | 'data', message: string) => {
    const error = await referenceKernel.prepare(plan.fixed, terms).catch((e: unknown) => e);
    expect(isBraggsimError(error, tag) && error.message).toContain(message);
  };
  const withShape = (change: object): Plan => {
    const plan = planOf();
    return { ...plan, fixed: { ...plan.fixed, shape: { ...plan.fixed.shape, ...change } } };
  };

  test('that are not registered are refused', () =>
    refused(withShape({ id: 'cone' }), 'usage', "there is no shape 'cone'"));
  test('of another version are refused', () =>
    refused(
      withShape({ version: 2 }),
      'data',
      "made with shape 'one' of version 2, and the shape of that name has version 1",
    ));
  test('of another slot are refused', () => refused(withShape({ id: 'ten' }), 'data', 'the background of that name'));
});
