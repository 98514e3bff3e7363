export { agreementWithCase } from './compare';
export { type Folder, folder } from './folder';
export { type ReadingLimits, shown, underLimits } from './limits';
export { damaged, hostileNumbers, hostileWords, joined, mutations } from './mutations';
export {
  type DerivativeAtPixel,
  type PhysicsCase,
  physicsCases,
  physicsImage,
  putPhysicsInputs,
  type RefusedExperiment,
  refusedExperiments,
} from './physics-cases';
export { type Random, random } from './random';
export {
  type CaseNumbers,
  companionCases,
  countImage,
  floatImage,
  greyImage,
  headerText,
  type LoadedCase,
  type ReferenceCase,
  referenceCase,
  referenceCases,
  referenceCommandLines,
  referenceInput,
  referenceRoot,
  type TracedPixel,
} from './reference';
export { type TinyOptions, tinyPlan, tinyTerms, twoPanels, withPanels } from './tiny';
