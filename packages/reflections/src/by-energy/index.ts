/**
 * Structure factors that depend on the energy of the photons: by the anomalous scattering of kinds of atoms, or from lists at
 * several energies.
 *
 * @module
 * @example
 * ```ts
 * import { dispersionOf, parseDispersion } from '@braggsim/reflections/by-energy';
 *
 * const curve = parseDispersion('energyEv,f1,f2\n7000,-4,0.5\n7200,-6,4\n', 'metal.csv');
 * console.log(dispersionOf(curve, 7100)); // { real: -5, imaginary: 2.25 }
 * ```
 */
export type { AnomalousFactors, AnomalousKind, SideBySide } from './anomalous';
export { type ChannelFactors, channelFactors } from './channels';
export { type ComplexFactors, expandComplex } from './complex-factors';
export { type DispersionCurve, dispersionOf, dispersionOfLists, parseDispersion } from './dispersion-curve';
export { type FactorsByEnergy, planByEnergy, valuesByEnergy, warningsByEnergy } from './plan';
