export type { PixelValue, Sample } from './pixel';
export { referenceKernel } from './reference';
export { type PixelTrace, pixelTracer, type TracePixel } from './trace';
