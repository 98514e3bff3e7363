export { type NativeFacts, nativeFacts } from './native-facts';
export { enableRelaxedSimd } from './relaxed';
export { threadedCpuKernel } from './threaded';
