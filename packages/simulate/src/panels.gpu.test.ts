import type { GpuLease } from '@braggsim/kernel-gpu';
import { gpuProblem, nodeGpu, nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { afterAll, beforeAll, describe } from 'vitest';
import { testPanels } from './panels.fixture';

process.env.BRAGGSIM_SOFTWARE_GPU ??= 'fallback';
const problem = await gpuProblem();
if (problem) console.warn(`skipped: ${problem}`);

describe.skipIf(problem)('panels on the gpu kernel', () => {
  // One device for all runs, so that shaders are compiled once.
  let lease: GpuLease;
  beforeAll(async () => {
    lease = await nodeGpu.lease();
  });
  afterAll(() => lease.release());
  testPanels('gpu', nodeGpuKernel, 'single');
});
