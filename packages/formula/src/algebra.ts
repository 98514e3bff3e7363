/**
 * The arithmetic that a formula is written against.
 *
 * `T` is a plain number (the float64 reference), a dual number (exact derivatives) or a node of a
 * graph (from which kernels are generated). The list of operations is closed: sines and exponentials
 * are formulas of this package, so that the same polynomial runs everywhere.
 */
export interface Algebra<T> {
  /**
   * How accurate the elementary functions have to be. `mixed` is double up to `narrow`, single after it.
   */
  readonly precision: Precision;
  /** Whether `withPartials` keeps what it is given; where it does not, hot formulas leave it out. */
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
  /** Nearest integer; ties go to the even one. */
  nearest(a: T): T;
  floor(a: T): T;
  /** Exact 2^n for an integer-valued n within the exponent range. */
  powerOfTwo(n: T): T;
  /** `yes` where a < b, else `no`. Both are evaluated. */
  ifLess(a: T, b: T, yes: T, no: T): T;
  /** Full precision is no longer needed from here on. */
  narrow(a: T): T;
  /**
   * `index` times `count`, less the nearest integer, where that is known to more digits than the product has: of long rows
   * of unit cells, in kernels that hold indices in fixed point.
   */
  turns?(index: T, count: T | number): T | undefined;
  /** Table value at three integer-valued indices; outside the table, the nearest edge. */
  lookup(table: Table, i: T, j: T, k: T): T;
  /** Sum over 4 x 4 x 4 table values from `corner`, weighted by the outer product of three sets of four weights. */
  stencil(table: Table, corner: Triple<T>, weights: Triple<readonly T[]>): T;
  /** `value` with hand-written partial derivatives, for removable singularities and polynomials. */
  withPartials(value: T, inputs: readonly T[], partials: () => readonly T[]): T;
}

export type Precision = 'double' | 'mixed' | 'single';

export type Triple<T> = readonly [T, T, T];

/**
 * Where a three-dimensional table lies: its first indices and its counts (at least four each way for a stencil).
 * Values are bound by name; the last index is fastest.
 */
export interface Table {
  readonly name: string;
  readonly min: Triple<number>;
  readonly count: Triple<number>;
}

/** Values of tables by name. */
export type TableValues = Readonly<Record<string, ArrayLike<number>>>;
