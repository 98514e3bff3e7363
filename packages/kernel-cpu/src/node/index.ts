/**
 * The CPU kernel on worker threads, with native code where a compiler is there.
 *
 * @module
 * @example
 * ```ts
 * import { threadedCpuKernel } from '@braggsim/kernel-cpu/node';
 *
 * console.log(threadedCpuKernel.id); // cpu
 * ```
 */
export { keepModules } from './keep-modules';
export { type NativeFacts, nativeFacts } from './native-facts';
export { enableRelaxedSimd } from './relaxed';
export { threadedCpuKernel } from './threaded';
