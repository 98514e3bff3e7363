/**
 * Plans, kernels and the inputs of the sample loop: for whoever computes images.
 *
 * @module
 * @example
 * ```ts
 * import { INPUTS } from '@braggsim/core/kernel';
 *
 * console.log(INPUTS.wavelength.unit); // m
 * ```
 */

export { type BandCounter, eachBand } from '../bands';
export { INPUTS, type InputName, type InputValues, rayTo, scattering, splitIndex } from '../inputs';
export {
  type Arithmetic,
  DEFAULT_TOLERANCE,
  type Differentiator,
  type ExecutedCode,
  type FinishedRows,
  type Kernel,
  type KernelOptions,
  type KernelResult,
  type PreparedKernel,
  type RunOptions,
  withoutNativeCode,
} from '../kernel';
export { type FloatPixels, FULL_SCALE, type PixelSums, pixelLoops } from '../pixel-loops';
export {
  type BackgroundMode,
  type BackgroundPlan,
  type FactorMode,
  type FactorPlan,
  type FixedPlan,
  nodeCount,
  orientationCount,
  type PanelPlan,
  type Plan,
  type ScatterPlan,
  type ShotPlan,
  type SourcePlan,
  samplesPerPixel,
  type TablePlan,
  type TermPlan,
  withinPanel,
} from '../plan';
export {
  boxPixels,
  type PixelBox,
  type PixelDerivatives,
  type PlanDerivative,
} from '../plan-derivative';
export { boundsOf, boundsWithin, clearOutside, forEachPixel, type PixelBounds, pixelCountOf } from '../region';
export { fromRegistry, type ReadyRegistry, type Registry, termOf } from '../registry';
export { orientationSlopes, relativeRotations } from '../relative-orientations';
export { isShared, sharedCopy, sharedOnce, sharedZeros } from '../shared';
export { yieldToTasks } from '../yield';
