import type { GpuLease } from '@braggsim/kernel-gpu';
import { nodeGpu } from '@braggsim/kernel-gpu/node';
import { folder, type PhysicsCase, physicsImage, putPhysicsInputs } from '@braggsim/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingGpu } from '../../../kernel-gpu/src/testing/missing-gpu';
import { simulate } from '../simulate';
import { nodeKernels } from './kernels';
import { builtCases, differences, loadCase } from './physics-cases.fixture';

const problem = await missingGpu();

describe.skipIf(problem)('physics beyond the C program on the gpu kernel', () => {
  const files = folder();
  let lease: GpuLease;
  beforeAll(async () => {
    putPhysicsInputs(files);
    lease = await nodeGpu.lease();
  });
  afterAll(() => {
    lease.release();
    files.remove();
  });

  const sampling = { kernel: 'gpu', precision: 'single', tolerance: 1 } as const;
  const isSummed = ({ features }: PhysicsCase) =>
    ['diffuse', 'neighbours', 'pink'].some((feature) => features.includes(feature));

  test.each(builtCases().filter(isSummed))('$id is refused by name', async (physicsCase) => {
    const { experiment, inputs, stages } = await loadCase(files, physicsCase, sampling);
    await expect(simulate(experiment, { inputs, stages, kernels: nodeKernels })).rejects.toThrow(
      /it has no (loop over the nodes of scatter '(diffuse|neighbours)'|integral over a band)/,
    );
  });

  test.each(builtCases().filter((physicsCase) => !isSummed(physicsCase)))('$id', async (physicsCase) => {
    const { experiment, inputs, stages } = await loadCase(files, physicsCase, sampling);
    const { panels } = await simulate(experiment, { inputs, stages, kernels: nodeKernels });
    const { bright, dark, outliers } = differences(panels[0]?.data as ArrayLike<number>, physicsImage(physicsCase));
    // In the tail of a narrow ring the exponent multiplies the rounding of float32.
    expect(outliers(1e-4)).toBeLessThan(0.005);
    expect(bright).toBeLessThan(1e-3);
    expect(dark).toBeLessThan(1e-6);
  });
});
