export type { Algebra, Precision, Table, TableValues, Triple } from './algebra';
export type { Value } from './arithmetic';
export { type Calculator, calculator } from './calculator';
export { type Dual, duals, variable } from './dual';
export { nearestEven, numbers } from './numbers';
