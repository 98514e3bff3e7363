import type { GpuLease } from '@braggsim/kernel-gpu';
import { nodeGpu, nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { afterAll, beforeAll, describe } from 'vitest';
import { missingGpu } from '../../kernel-gpu/src/testing/missing-gpu';
import { testSpotCutoff } from './spot-cutoff.fixture';

const problem = await missingGpu();

describe.skipIf(problem)('the spot cutoff on the gpu kernel', () => {
  let lease: GpuLease;
  beforeAll(async () => {
    lease = await nodeGpu.lease();
  });
  afterAll(() => lease.release());
  testSpotCutoff(nodeGpuKernel, { precision: 'single' }, 1e-4);
});
