/**
 * Kernels that run on the CPU: the reference kernel, in float64 and short enough to read in one sitting, and the CPU kernel,
 * which generates WebAssembly SIMD for the plan that it is given.
 *
 * @module
 * @example
 * ```ts
 * import { cpuKernel, referenceKernel } from '@braggsim/kernel-cpu';
 *
 * console.log(referenceKernel.id, cpuKernel.id);
 * ```
 */
export { cpuKernel } from './cpu/kernel';
export { findNotANumber, type NotANumber } from './reference/not-a-number';
export type { PixelValue, Sample } from './reference/pixel';
export { referenceKernel } from './reference/reference';
export { type PixelTrace, pixelTracer, type TracePixel } from './reference/trace';
