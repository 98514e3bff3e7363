export { enableRelaxedSimd } from './relaxed';
export { threadedCpuKernel } from './threaded';
