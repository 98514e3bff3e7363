/** A refined number as tables and reports show it. */
export interface TableNumber {
  /** `turn.x`, `cell.a`, `ncells.c`, `scale`, `panel.q0.shift.x` */
  readonly name: string;
  readonly unit: string;
  /** Value that the input gave. */
  readonly start: number;
  /** Parameters of the simulation that take this value, with what it is multiplied by. */
  readonly drives: readonly { readonly parameter: string; readonly factor: number }[];
}

/**
 * One unknown of the fit. A linear unknown x is the value of its first number; a logarithmic one multiplies the start value
 * of its numbers by exp(x). Several numbers of one unknown keep their ratios.
 */
export interface Variable {
  /** The name by which `free` and `fix` know it: `misset`, `cell`, `f-hkl`. */
  readonly group: string;
  readonly numbers: readonly TableNumber[];
  readonly logarithmic: boolean;
  /** Bounds of the value of the first number. */
  readonly lower: number;
  readonly upper: number;
  /** Largest change of the unknown in one step; infinite where steps are not limited. */
  readonly maxStep: number;
}

const firstStart = ({ numbers: [first] }: Variable): number => first?.start ?? 0;

/** Returns the value of an unknown at the start: 0 for one that is the logarithm of a ratio, otherwise the value of its first number. */
export const startOf = (variable: Variable): number => (variable.logarithmic ? 0 : firstStart(variable));

/** Returns the unknown at a value of its first number. */
const unknownAt = (variable: Variable, value: number): number =>
  variable.logarithmic ? Math.log(value / firstStart(variable)) : value;

/** Returns the value of a number at an unknown; a bound that is reached is met exactly. */
export function valueAt(variable: Variable, number: TableNumber, x: number): number {
  const first = firstStart(variable);
  if (number.start === first) {
    if (x === lowerUnknown(variable)) return variable.lower;
    if (x === upperUnknown(variable)) return variable.upper;
  }
  if (variable.logarithmic) return number.start * Math.exp(x);
  return number === variable.numbers[0] || first === 0 ? x : (number.start * x) / first;
}

/** Returns the derivative of a number's value with respect to its unknown. */
export function slopeAt(variable: Variable, number: TableNumber, x: number): number {
  if (variable.logarithmic) return number.start * Math.exp(x);
  const first = firstStart(variable);
  return number === variable.numbers[0] || first === 0 ? 1 : number.start / first;
}

export const lowerUnknown = (variable: Variable): number =>
  variable.logarithmic && variable.lower <= 0 ? Number.NEGATIVE_INFINITY : unknownAt(variable, variable.lower);
export const upperUnknown = (variable: Variable): number => unknownAt(variable, variable.upper);

/** Returns unknowns of which those beyond a bound are moved to it. */
export const withinBounds = (variables: readonly Variable[], x: ArrayLike<number>): Float64Array =>
  Float64Array.from(variables, (variable, i) =>
    Math.min(upperUnknown(variable), Math.max(lowerUnknown(variable), x[i] as number)),
  );

/** Tells whether an unknown stands on a bound and its score draws it beyond. */
export const leavesBounds = (variable: Variable, x: number, score: number): boolean =>
  (x <= lowerUnknown(variable) && score < 0) || (x >= upperUnknown(variable) && score > 0);

/** Returns a change of unknowns of which each is limited to its largest step and its bounds. */
export const limitedChange = (variables: readonly Variable[], x: Float64Array, change: Float64Array): Float64Array =>
  change.map((value, i) => {
    const variable = variables[i] as Variable;
    const limited = Math.min(variable.maxStep, Math.max(-variable.maxStep, value));
    const from = x[i] as number;
    return Math.min(upperUnknown(variable) - from, Math.max(lowerUnknown(variable) - from, limited));
  });

/** Returns unknowns after a change; one that reaches a bound lies on it exactly. */
export const moved = (variables: readonly Variable[], x: Float64Array, change: Float64Array): Float64Array =>
  x.map((value, i) => {
    const by = change[i] as number;
    const [lower, upper] = [lowerUnknown(variables[i] as Variable), upperUnknown(variables[i] as Variable)];
    if (value + by >= upper || by === upper - value) return upper;
    if (value + by <= lower || by === lower - value) return lower;
    return value + by;
  });
