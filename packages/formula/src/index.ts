/**
 * Arithmetic that formulas are written against, once: numbers, dual numbers, graphs, and functions such as the sine ratio.
 *
 * @module
 * @example
 * ```ts
 * import { calculator, duals, variable } from '@braggsim/formula';
 *
 * const m = calculator(duals(1));
 * const slope = m.exp(variable(2, 0, 1)); // e^2 with its derivative
 * console.log(slope);
 * ```
 */
export type { Algebra, Precision, Table, TableValues, Triple } from './algebra';
export type { Value } from './arithmetic';
export { type Calculator, calculator } from './calculator';
export { type Dual, duals, variable } from './dual';
export { nearestEven, numbers } from './numbers';
