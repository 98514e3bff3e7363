import type { GpuLease } from '@braggsim/kernel-gpu';
import { nodeGpu, nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { afterAll, beforeAll, describe } from 'vitest';
import { missingGpu } from '../../kernel-gpu/src/testing/missing-gpu';
import { testPanels } from './panels.fixture';

const problem = await missingGpu();

describe.skipIf(problem)('panels on the gpu kernel', () => {
  // One device for all runs, so that shaders are compiled once.
  let lease: GpuLease;
  beforeAll(async () => {
    lease = await nodeGpu.lease();
  });
  afterAll(() => lease.release());
  testPanels('gpu', nodeGpuKernel, 'single');
});
