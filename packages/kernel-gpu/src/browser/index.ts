import { deviceHolder } from '../gpu/device';
import { gpuKernelOn } from '../gpu/kernel';

/** The device of the browser, by `navigator.gpu`. */
export const browserGpu = deviceHolder(async function* () {
  if (typeof navigator !== 'undefined' && 'gpu' in navigator) yield { gpu: navigator.gpu };
});

/** The GPU kernel in a browser, on the page or in a worker. */
export const browserGpuKernel = gpuKernelOn(browserGpu);
