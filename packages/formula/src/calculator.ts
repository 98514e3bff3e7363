import type { Algebra } from './algebra';
import { arithmetic } from './arithmetic';
import { errorFunctions } from './error-function';
import { exponential } from './exponential';
import { interference } from './interference';
import { interpolation } from './interpolation';
import { trigonometry } from './trigonometry';

/** Creates everything that a formula may call: the operations of an algebra and the function library on top of them. */
export function calculator<T>(algebra: Algebra<T>) {
  const basic = arithmetic(algebra);
  const trig = trigonometry(algebra, basic);
  const exponentials = exponential(algebra, basic);
  return {
    precision: algebra.precision,
    neg: (x: T) => algebra.neg(x),
    abs: (x: T) => algebra.abs(x),
    sqrt: (x: T) => algebra.sqrt(x),
    floor: (x: T) => algebra.floor(x),
    nearest: (x: T) => algebra.nearest(x),
    narrow: (x: T) => algebra.narrow(x),
    lookup: algebra.lookup.bind(algebra),
    /** Returns the Miller index of a fractional index, ceil(h - 1/2), so that halves are rounded down. */
    millerIndex: (h: T) => algebra.neg(algebra.floor(basic.minus(0.5, h))),
    ...basic,
    ...trig,
    ...exponentials,
    ...errorFunctions(algebra, basic, exponentials),
    ...interference(algebra, basic, trig),
    ...interpolation(algebra, basic),
  };
}

export type Calculator<T> = ReturnType<typeof calculator<T>>;
