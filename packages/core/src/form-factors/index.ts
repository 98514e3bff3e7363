/**
 * X-ray form factors of atoms and ions: the one table behind structure factors and background.
 *
 * @module
 * @example
 * ```ts
 * import { formFactorOf } from '@braggsim/core/form-factors';
 *
 * const { a, b } = formFactorOf('O');
 * const s = 0.25; // sin(theta) / lambda, 1/A
 * console.log(a.reduce((sum, ai, i) => sum + ai * Math.exp(-b[i] * s * s), 0)); // 4.8 electrons
 * ```
 */
export { atomicNumberOf, type FormFactor, formFactorOf, freeAtomFormFactor } from './form-factor';
