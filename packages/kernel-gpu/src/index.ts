export { type AdapterFacts, type DeviceHolder, deviceHolder, type GpuLease, type GpuSource } from './gpu/device';
export { gpuKernelOn } from './gpu/kernel';
export { type NullGpu, nullGpu } from './gpu/null-gpu';
export { shaderOf } from './gpu/panel-shaders';
