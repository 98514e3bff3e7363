import type { Algebra } from './algebra';
import { type Arithmetic, slopeOf, type Value } from './arithmetic';
import { SIN_PI_LONG, SIN_PI_SHORT, type Trigonometry } from './trigonometry';

/** Largest N for which the polynomial in 2 cos(2 pi f) is faster than the quotient of sines. */
const LARGEST_CLOSED_FORM = 9;
const hasClosedForm = (N: number) => Number.isInteger(N) && N >= 1 && N <= LARGEST_CLOSED_FORM;

/**
 * Creates the N-slit interference function of a row of N unit cells, sin(pi N f)/sin(pi f), of the reduced index f = h
 * - nearest(h). The reduction loses no digits near whole indices, and the sign (-1)^(h(N-1)) that it drops does not
 * matter, since only squares are used.
 */
export function interference<T>(algebra: Algebra<T>, m: Arithmetic<T>, trig: Trigonometry<T>) {
  const long = algebra.precision === 'double';
  const slopeOfSine = slopeOf(long ? SIN_PI_LONG : SIN_PI_SHORT);
  /** Returns d/df of sin(pi f)/f. */
  const slope = (f: T): T => m.product(2, f, m.polynomial(m.square(f), slopeOfSine));

  /**
   * Returns the slopes of sin(pi u)/sin(pi f), with u = N f - whole, by f and by N. The quotient rule is 0/0 at every
   * peak. With S(x) = sin(pi x)/x the function is (u/f) S(u)/S(f), and d(u/f)/df = whole/f^2, which is exactly zero
   * over the central fringe.
   */
  const slopes = (f: T, N: Value<T>, u: T, whole: T): [byIndex: T, byN: T] => {
    const perF = m.ratio(1, f);
    const perS = m.ratio(1, trig.sinPiOver(f));
    const quotient = algebra.mul(u, perF);
    const top = trig.sinPiOver(u);
    const slopeOfTop = slope(u);
    const ofTop = m.sum(m.product(whole, perF, perF, top), m.product(N, quotient, slopeOfTop));
    return [
      m.product(perS, m.minus(ofTop, m.product(quotient, top, perS, slope(f)))),
      m.product(perS, m.sum(top, m.product(u, slopeOfTop))),
    ];
  };

  /** Returns sin(pi N f)/sin(pi f) for |f| <= 1/2 and any N, which is N at f = 0. */
  const sincg = (index: T, N: Value<T>): T => {
    // A shift far below rounding turns 0/0 into the limit N without a branch.
    const f = m.sum(index, long ? 1e-25 : 1e-12);
    const turns = m.product(f, N);
    const whole = algebra.nearest(turns);
    const exact = algebra.turns?.(index, N);
    // Over the central fringe both sines have the same index, so that they are consistent.
    const u = exact ? algebra.ifLess(algebra.abs(turns), m.value(0.5), turns, exact) : algebra.sub(turns, whole);
    const result = algebra.div(trig.sinPi(u), trig.sinPi(f));
    if (!algebra.keepsPartials) return result;
    return algebra.withPartials(result, [index, m.value(N)], () =>
      slopes(algebra.narrow(f), N, algebra.narrow(u), algebra.narrow(whole)),
    );
  };

  /** Returns (sin(pi N f)/sin(pi f))^2 as the square of a Chebyshev polynomial of the second kind in z = 2 cos(2 pi f). */
  const polynomialForm = (f: T, N: number): T => {
    if (N === 1) return algebra.constant(1);
    const z = trig.twoCosTwoPi(f);
    if (N === 5) return m.square(m.minus(m.square(m.sum(z, 0.5)), 1.25));
    const even = N % 2 === 0;
    let previous = even ? algebra.constant(0) : algebra.constant(1);
    let current = even ? algebra.constant(1) : m.sum(z, 1);
    for (let j = 1; j < Math.floor(N / 2); j++) {
      [previous, current] = [current, algebra.sub(algebra.mul(z, current), previous)];
    }
    if (!even) return m.square(current);
    // Here z + 2 = 4 cos^2(pi f), whose zero at |f| = 1/2 a sum in float32 would miss.
    const halfCosine = trig.sinPi(algebra.sub(algebra.constant(0.5), algebra.abs(f)));
    return m.product(4, m.square(algebra.mul(halfCosine, current)));
  };

  /** Returns the squared interference function with a derivative by N, which the polynomial does not have: that of the quotient of sines. */
  const closedForm = (f: T, N: Value<T>, small: number): T => {
    const result = polynomialForm(f, small);
    if (!algebra.keepsPartials || typeof N === 'number') return result;
    return algebra.withPartials(result, [result, N], () => {
      const shifted = m.sum(f, long ? 1e-25 : 1e-12);
      const turns = m.product(shifted, small);
      const whole = algebra.nearest(turns);
      const u = algebra.sub(turns, whole);
      const ratio = algebra.div(trig.sinPi(u), trig.sinPi(shifted));
      const [, byN] = slopes(algebra.narrow(shifted), small, algebra.narrow(u), algebra.narrow(whole));
      return [algebra.constant(1), m.product(2, ratio, byN)];
    });
  };

  return {
    sincg,
    /**
     * (sin(pi N f)/sin(pi f))^2. `small` is N when it is known and small: the closed form has no
     * division. It loses relative accuracy next to its own zeros, so `mixed` does without it.
     */
    sincgSquared: (f: T, N: Value<T>, small?: number): T =>
      small !== undefined && hasClosedForm(small) && algebra.precision !== 'mixed'
        ? closedForm(f, N, small)
        : m.square(sincg(f, N)),
  };
}
