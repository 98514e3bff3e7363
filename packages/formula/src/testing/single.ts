import type { Algebra } from '../algebra';
import { nearestEven } from '../numbers';

const round = Math.fround;
const noTables = (): number => {
  throw new Error('the single test instance has no tables');
};

/** Arithmetic on float32 numbers, rounded after every operation as on a `single` target, for tests. */
export const singles: Algebra<number> = {
  precision: 'single',
  keepsPartials: false,
  constant: round,
  add: (a, b) => round(a + b),
  sub: (a, b) => round(a - b),
  mul: (a, b) => round(a * b),
  div: (a, b) => round(a / b),
  neg: (a) => -a,
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
  sqrt: (a) => round(Math.sqrt(a)),
  nearest: nearestEven,
  floor: Math.floor,
  powerOfTwo: (n) => 2 ** n,
  ifLess: (a, b, yes, no) => (a < b ? yes : no),
  narrow: (a) => a,
  lookup: noTables,
  stencil: noTables,
  withPartials: (value) => value,
};
