import { cpuKernel } from '@braggsim/kernel-cpu';
import { threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { describe } from 'vitest';
import { describeKernel } from './suites';

describe('on the calling thread', () => describeKernel(() => cpuKernel));
describe('on worker threads', () => describeKernel(() => threadedCpuKernel));
