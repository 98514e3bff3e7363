import type { Kernel, Registry } from '@braggsim/core';
import { builtinKernels } from '@braggsim/simulate';

/** The built-in kernels, with that of the CPU on worker threads and with all of its instructions. */
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
]);
