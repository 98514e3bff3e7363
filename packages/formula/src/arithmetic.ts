import type { Algebra } from './algebra';

/** A value of the algebra or a plain number, which is accepted wherever a value is. */
export type Value<T> = T | number;

/** Returns the coefficients of the derivative of c[0] + c[1] x + c[2] x^2 + … */
export const slopeOf = (c: readonly number[]): number[] => c.slice(1).map((k, i) => k * (i + 1));

/**
 * Creates readable arithmetic on an algebra: plain numbers may be mixed in, and sums and products accept any number of
 * terms.
 */
export function arithmetic<T>(algebra: Algebra<T>) {
  const value = (x: Value<T>): T => (typeof x === 'number' ? algebra.constant(x) : x);
  const sum = (first: Value<T>, ...more: Value<T>[]): T => {
    let total = value(first);
    for (let i = 0; i < more.length; i++) total = algebra.add(total, value(more[i] as Value<T>));
    return total;
  };
  const product = (first: Value<T>, ...more: Value<T>[]): T => {
    let total = value(first);
    for (let i = 0; i < more.length; i++) total = algebra.mul(total, value(more[i] as Value<T>));
    return total;
  };
  const square = (x: Value<T>): T => {
    const v = value(x);
    return algebra.mul(v, v);
  };
  /** Returns the scalar product of two vectors of equal length. */
  const dot = (u: readonly Value<T>[], v: readonly Value<T>[]): T => {
    let total = product(u[0] as Value<T>, v[0] as Value<T>);
    for (let i = 1; i < u.length; i++) total = algebra.add(total, product(u[i] as Value<T>, v[i] as Value<T>));
    return total;
  };
  /** Evaluates c[0] + c[1] x + c[2] x^2 + … by Horner's rule, with the derivative of the polynomial itself. */
  const polynomial = (x: T, c: readonly number[]): T => {
    let total = algebra.constant(c[c.length - 1] as number);
    for (let i = c.length - 2; i >= 0; i--)
      total = algebra.add(algebra.mul(total, x), algebra.constant(c[i] as number));
    if (!algebra.keepsPartials || c.length === 1) return total;
    return algebra.withPartials(total, [x], () => [polynomial(x, slopeOf(c))]);
  };
  return {
    value,
    sum,
    product,
    minus: (x: Value<T>, y: Value<T>): T => algebra.sub(value(x), value(y)),
    ratio: (x: Value<T>, y: Value<T>): T => algebra.div(value(x), value(y)),
    square,
    dot,
    polynomial,
    smaller: (x: Value<T>, y: Value<T>): T => algebra.min(value(x), value(y)),
    larger: (x: Value<T>, y: Value<T>): T => algebra.max(value(x), value(y)),
    select: (x: Value<T>, y: Value<T>, ifLess: Value<T>, otherwise: Value<T>): T =>
      algebra.ifLess(value(x), value(y), value(ifLess), value(otherwise)),
    /** Returns the signed distance to the nearest integer, in [-1/2, 1/2]. */
    fraction: (x: Value<T>): T => {
      const v = value(x);
      return algebra.sub(v, algebra.nearest(v));
    },
  };
}

export type Arithmetic<T> = ReturnType<typeof arithmetic<T>>;
