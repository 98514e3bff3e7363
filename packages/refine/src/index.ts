/**
 * Refinement of a model against the pixels of diffraction images, by maximum likelihood: orientation, cell, size, scale, mosaic
 * spread, detector, wavelength and structure factors, each with its error, and what the images do not determine.
 *
 * @module
 * @example
 * ```ts
 * import { pixelDeviance } from '@braggsim/refine';
 *
 * console.log(pixelDeviance(7, 7, 0)); // 0: a pixel that is as expected
 * ```
 */
export { BACKGROUNDS, type BackgroundKind } from './backgrounds';
export { latticeOfRotations, refineOptions } from './choices';
export {
  type GivenExperimentList,
  imagesOf,
  type ListFacts,
  listFacts,
  type RefinedGeometry,
  refinedList,
} from './experiment-list';
export type { Spot } from './find-spots';
export type { FitBox, FitPixels } from './fit-pixels';
export { type Calibration, pixelDeviance, readoutVariance } from './likelihood';
export type { Evaluation } from './minimise';
export { type OfferedGroup, type OfferedNumber, offeredNumbers } from './offered-numbers';
export { type RgbPicture, residualPicture } from './picture';
export type { FreeChoice } from './refinable';
export { GROUPS } from './refinable-numbers';
export { refineShot } from './refine-shot';
export { type RefinedTogether, refineTogether } from './refine-together';
export type {
  OutlyingBox,
  RefinedShot,
  RefineOptions,
  Shot,
  ShotStatus,
  TriedSetting,
} from './refined-shot';
export { refinedTable } from './refined-table';
export {
  type ReflectionTable,
  readReflectionTable,
  tableWarnings,
  writeReflectionTable,
} from './reflection-table';
export {
  type FailedShotReport,
  refinementReport,
  type SharedReport,
  type ShotReport,
  type ShotSeconds,
  shotReport,
  worstStatus,
} from './report';
export type { Restraint } from './restraints';
export type { MeasuredPanel, Measurement } from './select-pixels';
export { isNamed, type RefinedAlone } from './shared-variables';
export { shotLines } from './shot-lines';
export { type RefinedNumber, refinedNumbers } from './shot-numbers';
export { orientedCell } from './start-model';
export { numbersTable } from './table';
export { indexedSpots, parseSpots } from './table-spots';
export type { UndeterminedReport } from './undetermined-report';
export { type ValueFacts, valueFacts } from './value-facts';
