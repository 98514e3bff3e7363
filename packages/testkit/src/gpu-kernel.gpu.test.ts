import { nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { describe } from 'vitest';
import { describeKernel } from './suites';

process.env.BRAGGSIM_SOFTWARE_GPU ??= 'fallback';

describe('on whatever adapter there is', () => describeKernel(() => nodeGpuKernel, { relative: 1e-4 }));
