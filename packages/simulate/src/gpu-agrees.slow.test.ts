import { isBraggsimError } from '@braggsim/core';
import type { Plan } from '@braggsim/core/kernel';
import type { GpuLease } from '@braggsim/kernel-gpu';
import { nodeGpu, nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingGpu } from '../../kernel-gpu/src/testing/missing-gpu';
import { type Computed, compute, exact, peakTerms, thinned } from './agreement.fixture';
import { buildPlan } from './plan';
import { randomTrials, smoothTrials, type Trial } from './random-experiment.fixture';

const problem = await missingGpu();

/** Experiments that must have been compared; as some are refused, there are more of them. */
const COMPARED = 10;
const REFERENCE_SAMPLES = 12_000;
/** Error that is allowed in any case, relative to the brightest pixel, where the bound of the kernel is smaller. */
const OF_MAXIMUM = 2e-6;
/** Share of the pixels that may be off where a term jumps, which has no bound, and the error of the others. */
const JUMPING = { share: 0.02, error: 1e-4 };

const onGpu = async (plan: Plan): Promise<Computed | undefined> => {
  try {
    return await compute(nodeGpuKernel, plan, { precision: 'single' });
  } catch (error) {
    if (isBraggsimError(error, 'refused')) return undefined;
    throw error;
  }
};

/** Compares an experiment with the reference kernel; false where the GPU kernel refuses it. */
async function agrees({ experiment, inputs }: Trial): Promise<boolean> {
  const { plan } = await buildPlan(experiment, inputs);
  const sparse = thinned(plan, REFERENCE_SAMPLES);
  const found = await onGpu(sparse);
  if (!found) return false;
  const [expected, peaks] = [await exact(sparse), await exact(sparse, await peakTerms(plan))];
  const { bound = Number.POSITIVE_INFINITY } = found.arithmetic;
  expected.forEach((image, p) => {
    const largest = image.reduce((most, x) => Math.max(most, x), 0);
    const relative = bound < Number.POSITIVE_INFINITY ? bound : JUMPING.error;
    const allowed = (i: number) =>
      Math.max(OF_MAXIMUM * largest, relative * Math.max(peaks[p]?.[i] ?? 0, image[i] ?? 0));
    const error = (i: number) => Math.abs((found.images[p]?.[i] as number) - (image[i] as number));
    const off = [...image.keys()].filter((i) => !(error(i) <= allowed(i)));
    const text = `${off.length} of ${image.length} pixels are off for ${JSON.stringify(experiment)}`;
    expect(off.length, text).toBeLessThanOrEqual(bound < Number.POSITIVE_INFINITY ? 0 : JUMPING.share * image.length);
  });
  return true;
}

describe.skipIf(problem)('the reference and the gpu kernel', () => {
  // One device for all runs, so that shaders are compiled once.
  let lease: GpuLease;
  let compared = 0;
  beforeAll(async () => {
    lease = await nodeGpu.lease();
  });
  afterAll(() => lease.release());

  test.each([...randomTrials(12), ...smoothTrials(7)])('$name is the same, or refused', async (trial) => {
    if (await agrees(trial)) compared++;
  });

  test(`at least ${COMPARED} experiments were compared`, () => {
    expect(compared).toBeGreaterThanOrEqual(COMPARED);
  });
});
