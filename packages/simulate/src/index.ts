/**
 * From an experiment to images: plans, single images, series, readout and encoded files.
 *
 * @module
 * @example
 * ```ts
 * import { simulate } from '@braggsim/simulate';
 *
 * const { panels } = await simulate({
 *   beam: { wavelengthA: 1 },
 *   detector: { pixelsFast: 64, pixelsSlow: 64, pixelMm: 0.1, distanceMm: 100 },
 *   crystal: { cell: [100, 100, 100, 90, 90, 90], cells: [5, 5, 5] },
 *   structureFactors: { default: 100 },
 * });
 * console.log(panels[0]?.shape); // [64, 64]
 * ```
 */
export type { SimulationInputs } from '@braggsim/experiment';
export { builtinStages, builtinTerms, type Stages, withStages } from '@braggsim/experiment';
export { createModelEvaluator } from './create-model-evaluator';
export { derivatives, weightedSum } from './derivatives/derivatives';
export { derive } from './derive';
export { compatibilityDifferences, reproduceC } from './differences';
export { type ExperimentNumbers, numberOf, withNumbers } from './experiment-numbers';
export { contentHash } from './hash';
export { describedDetector, metadataOf } from './image-metadata';
export { builtinKernels, chooseKernel, kernelOptions } from './kernels';
export { missetAngles } from './misset-angles';
export type {
  ModelEvaluator,
  ModelEvaluatorOptions,
  PixelBox,
} from './model-evaluator';
export { checkNumbers } from './numbers';
export { isSidecar, mainOutput, nameOf, namesOf, type Output, outputsOf } from './outputs';
export { type BuiltPlan, buildPlan } from './plan';
export { unusedStages, usedStageLines } from './plugin-stages';
export {
  type Digitizing,
  digitizing,
  type PreparedReadout,
  prepareReadout,
  type ReadoutPanel,
  type ReadoutResources,
  type Recording,
} from './readout';
export {
  createRecorder,
  type EncodedFile,
  type ExpectedImage,
  headerWarnings,
  type ImageSummary,
  type RecordedImage,
  type Recorder,
} from './recorder';
export { imageCount, imageStartDeg, type RenderedImage, type RenderOptions, renderSeries } from './series';
export { type SimulateOptions, type Simulation, simulate } from './simulate';
export { type SeriesImage, type SeriesOptions, simulateSeries } from './simulate-series';
