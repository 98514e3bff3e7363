export type { PixelValue, Sample } from './pixel';
export { referenceKernel } from './reference';
export { type PixelTrace, tracePixel } from './trace';
