/**
 * The GPU kernel: the formulas of the other kernels as WebGPU shaders, in float32. Anchors of indices are computed in fixed
 * point, so that float64 is not needed.
 *
 * @module
 * @example
 * ```ts
 * import { isBraggsimError } from '@braggsim/core';
 * import { nodeGpu } from '@braggsim/kernel-gpu/node';
 *
 * try {
 *   const { facts, release } = await nodeGpu.lease();
 *   console.log(facts.name);
 *   await release();
 * } catch (error) {
 *   console.log(isBraggsimError(error, 'refused') ? error.message : error);
 * }
 * ```
 */
export { type AdapterFacts, type DeviceHolder, deviceHolder, type GpuLease, type GpuSource } from './gpu/device';
export { gpuKernelOn } from './gpu/kernel';
export { type NullGpu, nullGpu } from './gpu/null-gpu';
export { shaderOf } from './gpu/panel-shaders';
