import { gpuProblem, nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { describe } from 'vitest';
import { describeKernel } from './suites';

process.env.BRAGGSIM_SOFTWARE_GPU ??= 'fallback';
const problem = await gpuProblem();
if (problem) console.warn(`skipped: ${problem}`);

/** Float32 throughout, so relative errors next to the zeros of a factor are those of its rounding. */
const RELATIVE = 1e-4;

describe.skipIf(problem)('on the adapter that there is', () =>
  describeKernel(() => nodeGpuKernel, { relative: RELATIVE }),
);
