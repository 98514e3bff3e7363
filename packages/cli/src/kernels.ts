import type { Kernel, Registry } from '@braggsim/core';
import { builtinKernels } from '@braggsim/simulate';

/** The built-in kernels, that of the CPU on worker threads and with all of its instructions, that of the GPU by the package `webgpu`. */
export const commandKernels: Registry<Kernel> = new Map([
  ...builtinKernels,
  [
    'cpu',
    async () => {
      const { enableRelaxedSimd, threadedCpuKernel } = await import('@braggsim/kernel-cpu/node');
      enableRelaxedSimd();
      return threadedCpuKernel;
    },
  ],
  ['gpu', async () => (await import('@braggsim/kernel-gpu/node')).nodeGpuKernel],
]);

/** What the drop-in takes when no precision is asked for: float64 where the kernel has it. */
export const usualPrecision = ({ id }: Kernel) => (id === 'gpu' ? 'single' : 'double');
