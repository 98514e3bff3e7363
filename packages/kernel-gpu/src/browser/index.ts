/**
 * The GPU kernel in a browser.
 *
 * @module
 * @example
 * ```ts
 * import { browserGpuKernel } from '@braggsim/kernel-gpu/browser';
 *
 * console.log(browserGpuKernel.id); // gpu
 * ```
 */
import { deviceHolder } from '../gpu/device';
import { gpuKernelOn } from '../gpu/kernel';

/** Holder of the device of the browser, from `navigator.gpu`. */
export const browserGpu = deviceHolder(async function* () {
  if (typeof navigator !== 'undefined' && 'gpu' in navigator) yield { gpu: navigator.gpu };
  else yield { problem: 'WebGPU is missing: the browser does not support it, or only on pages loaded by https' };
});

/** The GPU kernel for browsers, on the page or in a worker. */
export const browserGpuKernel = gpuKernelOn(browserGpu);
