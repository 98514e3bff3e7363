/**
 * Structure factors from atomic models.
 *
 * @module
 * @example
 * ```ts
 * import { readModel } from '@braggsim/reflections/coordinates';
 *
 * console.log(typeof readModel); // function
 * ```
 */
export { type FormFactor, formFactorOf } from '@braggsim/core/form-factors';
export type { MergedReflections } from '../symmetry/expand';
export { type AnomalousSites, anomalousFactors } from './anomalous-parts';
export { builtinDispersion, type Dispersion, type DispersionOf, dispersionAt } from './dispersion';
export type { AnisotropicU, Atom, Model } from './model';
export { elementName, isElement } from './model';
export { readModel } from './read';
export { encodeFactors, factorLines } from './report';
export { scaleDifference } from './scale-difference';
export { SOLVENT, type SolventOptions } from './solvent';
export {
  amplitudes,
  type FcalcOptions,
  type StructureFactors,
  sphereOf,
  sphereOfAmplitudes,
  structureFactors,
} from './structure-factors';
export { fcalcMtz, fcalcText } from './write';
