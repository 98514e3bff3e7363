import { cpuKernel } from '@braggsim/kernel-cpu';
import { describe } from 'vitest';
import { testSpotCutoff } from './spot-cutoff.fixture';

describe.each([
  ['double', 0],
  ['mixed', 1e-6],
  ['single', 1e-4],
] as const)('the spot cutoff in %s', (precision, rounding) => {
  testSpotCutoff(cpuKernel, { precision }, rounding);
});
