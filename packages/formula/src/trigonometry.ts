import type { Algebra } from './algebra';
import type { Arithmetic } from './arithmetic';

/**
 * Coefficients of sin(pi f)/f in powers of f^2 for |f| <= 1/2; relative error 5.3e-9 (short) and 6.2e-14 (long). The
 * polynomials are minimax fits.
 */
export const SIN_PI_SHORT = [3.1415926369, -5.1677096848, 2.55006972633, -0.598242126342, 0.0775603867908];
export const SIN_PI_LONG = [
  3.1415926535895973, -5.167712779977312, 2.5501640354193094, -0.5992644257354168, 0.08214473211270053,
  -0.0073637850186621424, 0.00044720028375837316,
];
/**
 * Coefficients of cos(2 pi f) in powers of f^2 for |f| <= 1/2; absolute error 1.1e-8. The polynomial is a minimax fit.
 */
const COS_TWO_PI_SHORT = [
  0.99999998917, -19.7392045321, 64.9391189832, -85.4501655404, 60.1678316708, -25.9683131331, 6.52961024015,
];

/** Creates sines and cosines of pi times the argument, from polynomials, which give the same digits on every target. */
export function trigonometry<T>(algebra: Algebra<T>, m: Arithmetic<T>) {
  const long = algebra.precision === 'double';
  /** Returns sin(pi f)/f for |f| <= 1/2. */
  const sinPiOver = (f: T): T => m.polynomial(m.square(algebra.narrow(f)), long ? SIN_PI_LONG : SIN_PI_SHORT);
  /** Returns sin(pi f) for |f| <= 1/2. */
  const sinPi = (f: T): T => algebra.mul(algebra.narrow(f), sinPiOver(f));
  return {
    sinPiOver,
    sinPi,
    /** Returns 2 cos(2 pi f) for |f| <= 1/2. */
    twoCosTwoPi: (f: T): T =>
      long
        ? m.minus(2, m.product(4, m.square(sinPi(f))))
        : m.polynomial(
            m.square(algebra.narrow(f)),
            COS_TWO_PI_SHORT.map((c) => 2 * c),
          ),
    /**
     * Returns sin(pi t) and cos(pi t) for any t. The argument is reduced to half a turn, and every odd half turn
     * changes the sign.
     */
    sinCosPi: (t: T): { sin: T; cos: T } => {
      const turns = algebra.nearest(t);
      const f = algebra.sub(t, turns);
      const odd = algebra.abs(m.minus(turns, m.product(2, algebra.nearest(m.product(turns, 0.5)))));
      const sign = m.minus(1, m.product(2, odd));
      const half = sinPi(m.product(f, 0.5));
      return {
        sin: algebra.mul(sign, sinPi(f)),
        cos: algebra.mul(sign, m.minus(1, m.product(2, m.square(half)))),
      };
    },
  };
}

export type Trigonometry<T> = ReturnType<typeof trigonometry<T>>;
