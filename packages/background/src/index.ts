/**
 * Diffuse background beneath the spots, on an absolute scale: water, air, ice, or any table of scattering amplitudes.
 *
 * @module
 * @example
 * ```ts
 * import { planTerm } from '@braggsim/core';
 * import { water } from '@braggsim/background';
 *
 * const { constants } = planTerm(water, { params: { thicknessUm: 100 } }, {});
 * console.log(constants.value); // electrons² of 100 µm of water
 * ```
 */
export { type Amount, amorphous, amorphousBackground, amorphousParameters, moleculesIn } from './amorphous';
export { type Ends, interpolant, type ScatteringTable } from './interpolant';
export { GASES, MATERIALS, type Material } from './materials/materials';
export { type BackgroundContext, type BackgroundPlans, planBackgrounds } from './plans';
export { powderParameters } from './powder';
export { resample, type UniformTable, valueAt } from './resample';
export { ABSCISSAE, type Abscissa, abscissaOf, parseScatteringTable } from './table-file';
export { backgroundTerms } from './terms';
export { backgroundParameters, water, waterMolecules, waterScale } from './water';
