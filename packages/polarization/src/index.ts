/**
 * The polarization factor of Kahn, of a partly polarized beam.
 *
 * @module
 * @example
 * ```ts
 * import { calculator, numbers } from '@braggsim/formula';
 * import { kahn } from '@braggsim/polarization';
 *
 * // 30 degrees away from the beam, along the polarization vector (on the magnetic vector: 0)
 * const direction = { cosTwoTheta: Math.cos(Math.PI / 6), cosMagneticAxis: 0 };
 * console.log(kahn.formula(calculator(numbers()), direction, { polarizationFraction: 1 }, { polarized: true })); // cos^2 = 0.75
 * ```
 */
export { kahn, polarizationMode, polarizationTerms } from './kahn';
