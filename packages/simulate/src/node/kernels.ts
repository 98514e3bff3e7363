import type { Kernel, Registry } from '@braggsim/core/kernel';
import { builtinKernels } from '../kernels';

/** The built-in kernels, that of the CPU on worker threads and with all of its instructions, that of the GPU by the package `webgpu`. */
export const nodeKernels: Registry<Kernel> = new Map([
  ...builtinKernels,
  ['cpu', async () => (await import('@braggsim/kernel-cpu/node')).threadedCpuKernel],
  ['gpu', async () => (await import('@braggsim/kernel-gpu/node')).nodeGpuKernel],
]);
