/**
 * Experiment, plan, stages, kernels, units, errors: the parts that the braggsim packages share.
 *
 * @module
 * @example
 * ```ts
 * import { resolveCompatibility } from '@braggsim/core/derived';
 * import { units } from '@braggsim/core';
 *
 * console.log(units.wavelengthOfEnergy(12_398.42)); // 1e-10 m
 * console.log(resolveCompatibility('corrected').phiSample); // 'middle'
 * ```
 */
export { checked, expectation, isAllowed } from './checked';
export { AVOGADRO, DEFAULT_FLUENCE, ELECTRON_RADIUS_SQUARED } from './constants';
export {
  BraggsimError,
  dataError,
  disagreement,
  type ErrorTag,
  EXIT_CODES,
  interrupted,
  isBraggsimError,
  type Problem,
  refusal,
  runFailure,
  unconverged,
  usageError,
  type Warning,
} from './errors';
export { ROTATION_INPUTS } from './inputs';
export {
  type Parameter,
  type ParameterTable,
  parameters,
  type RecordOf,
  type SectionOf,
  type ValueOf,
} from './parameters';
export { planNodes, planTerm, replanTerm, type TermRequest } from './plan-term';
export { type Convention, type Pivot, type PixelRectangle, type StageRequest, stageRequest } from './requests';
export {
  type About,
  type Codec,
  type Constants,
  codec,
  type NamedFile,
  type Readout,
  type ReadoutContext,
  readout,
  type SeriesWriter,
  type Slot,
  type SlotResult,
  type SourceFrame,
  type SourceModel,
  type SourceRow,
  type Stage,
  type StageValues,
  source,
  type Term,
  type TermSpecialization,
  term,
} from './stage';
export { stageParameters } from './stage-parameters';
export * as units from './units';
export type { Mat3, Vec3 } from './vector';
export * as vector from './vector';
