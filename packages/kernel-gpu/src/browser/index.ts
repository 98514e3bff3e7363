import { deviceHolder } from '../gpu/device';
import { gpuKernelOn } from '../gpu/kernel';

/** The device of the browser, by `navigator.gpu`. */
export const browserGpu = deviceHolder(async function* () {
  if (typeof navigator !== 'undefined' && 'gpu' in navigator) yield { gpu: navigator.gpu };
  else yield { problem: 'WebGPU is not there: the browser has none, or has it for pages by https alone' };
});

/** The GPU kernel in a browser, on the page or in a worker. */
export const browserGpuKernel = gpuKernelOn(browserGpu);
