export { cpuKernel } from './cpu/kernel';
export { findNotANumber, type NotANumber } from './reference/not-a-number';
export type { PixelValue, Sample } from './reference/pixel';
export { referenceKernel } from './reference/reference';
export { type PixelTrace, pixelTracer, type TracePixel } from './reference/trace';
