/**
 * The experiment: what a user asks for, as plain JSON in user units. This package assembles the parameter tables of all
 * packages into its fields, checks data against them, and writes its JSON Schema and a commented file to start from.
 *
 * @module
 * @example
 * ```ts
 * import { checkExperiment } from '@braggsim/experiment';
 *
 * const origin = { file: 'example', locate: () => undefined };
 * const experiment = checkExperiment({ beam: { wavelengthA: 1 } }, origin);
 * console.log(experiment.beam?.wavelengthA); // 1
 * ```
 */
export { refuseBeyondCProgram } from './beyond-c-program';
export { compatibilityOf } from './compatibility';
export { concerns } from './concerns';
export { aboutCrystal, inputsOfCrystal, type SingleCrystal, singleCrystals, withCell } from './crystals';
export { conflictingFields, currentPath, type Draft, draftOf, removeConflicting, setPath, setStage } from './draft';
export type { CrystalEntry, Experiment, RefineSection, SamplingSection } from './experiment';
export type { CrystalInputs, SimulationInputs } from './inputs';
export { LABELS, type Label, type LabelOutput, labelOutput } from './labels';
export { filesOfExperiment } from './named-files';
export {
  FILE_FIELDS,
  type RecordList,
  SECTIONS,
  type SectionList,
  STAGE_FILE,
  STAGE_FILES,
  samplingParameters,
  threads,
} from './parameters';
export { checkParticle } from './particle';
export { refineParameters } from './refine-parameters';
export { experimentSchema, type JsonSchema, schemaText } from './schema';
export { SHORTHANDS, type Shorthand } from './shorthands';
export { type ExperimentSpectrum, experimentSpectrum } from './spectrum';
export { builtinStages, builtinTerms, type Stages, withStages } from './stages';
export {
  builtinTables,
  CHAIN_DOCS,
  type ExperimentTables,
  experimentTables,
  isImplied,
  type StageKinds,
} from './tables';
export { experimentTemplate, type TemplateOptions } from './template';
export { checkExperiment, type Locate, type Origin } from './validate';
