/**
 * The arithmetic that formulas are written in. `T` is a plain number (the float64 reference), a dual number (exact
 * derivatives) or a node of a graph (from which kernels are generated). The set of operations is closed: sines and
 * exponentials are formulas of this package, so that the same polynomial is used on every target.
 */
export interface Algebra<T> {
  /** The required accuracy of the elementary functions. `mixed` is double up to `narrow`, and single after it. */
  readonly precision: Precision;
  /** Whether `withPartials` keeps its derivatives; where it does not, formulas in inner loops can omit them. */
  readonly keepsPartials: boolean;
  constant(x: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  neg(a: T): T;
  abs(a: T): T;
  min(a: T, b: T): T;
  max(a: T, b: T): T;
  sqrt(a: T): T;
  /** Returns the nearest integer; halves are rounded to even. */
  nearest(a: T): T;
  floor(a: T): T;
  /** Returns 2^n exactly for an integer-valued n within the exponent range. */
  powerOfTwo(n: T): T;
  /** Returns `yes` where a < b, else `no`. Both are evaluated. */
  ifLess(a: T, b: T, yes: T, no: T): T;
  /** Marks a value after which full precision is no longer needed. */
  narrow(a: T): T;
  /**
   * Returns `index` times `count` minus the nearest integer, where a kernel knows it to more digits than the product
   * has: for long rows of unit cells, in kernels with indices in fixed point.
   */
  turns?(index: T, count: T | number): T | undefined;
  /** Returns the table value at three integer-valued indices; indices outside the table are clamped to its edges. */
  lookup(table: Table, i: T, j: T, k: T): T;
  /**
   * Returns the sum over 4 x 4 x 4 table values from `corner`, weighted by the outer product of three sets of four
   * weights.
   */
  stencil(table: Table, corner: Triple<T>, weights: Triple<readonly T[]>): T;
  /** Returns `value` with explicit partial derivatives, for removable singularities and polynomials. */
  withPartials(value: T, inputs: readonly T[], partials: () => readonly T[]): T;
}

export type Precision = 'double' | 'mixed' | 'single';

export type Triple<T> = readonly [T, T, T];

/**
 * The position of a three-dimensional table: its first indices and its counts (at least four in each direction for a
 * stencil). Values are bound by name; the last index is the fastest.
 */
export interface Table {
  readonly name: string;
  readonly min: Triple<number>;
  readonly count: Triple<number>;
}

/** The values of tables by name. */
export type TableValues = Readonly<Record<string, ArrayLike<number>>>;
