import { term } from '@braggsim/core';
import type { Calculator } from '@braggsim/formula';
import { cellTotal, OFFSETS, SCALED_SHAPE } from './fields';
import { diagonalRadiusSquared, indexForm } from './form';

/** Peak amplitude relative to that of a parallelepiped with the same numbers of cells. */
const PEAK = 0.723601254558268;
/** Largest slope of T(x)^2, at x = 1.650. */
const STEEPEST = 0.40731083976708;

/** Returns the largest |T| from x on: below it by |sin x| <= 1 and |cos x| <= 1. */
const envelope = (x: number): number => Math.min(1, (3 * (1 + x)) / x ** 3);

/** Value of (x / pi)^2 below which the series is used in place of the quotient. */
const SERIES_END = 0.25;
/** Returns the coefficients of T in powers of (x / pi)^2: 1 - x^2/10 + x^4/280 - …, every term the last one times -x^2/(2k (2k + 3)). */
function seriesOf(terms: number): number[] {
  const series = [1];
  for (let k = 1; k < terms; k++) series.push(((series[k - 1] as number) * -(Math.PI ** 2)) / (2 * k * (2 * k + 3)));
  return series;
}
const SERIES = seriesOf(10);
const SHORT_SERIES = seriesOf(7);

/**
 * Computes T(x) = 3 (sin x - x cos x)/x^3, the transform of a sphere, from u = (x / pi)^2. The quotient loses 1/x^2 of its
 * digits, so that the series is needed well before 0.
 */
function sphereTransform<T>(m: Calculator<T>, u: T): T {
  const narrow = m.narrow(u);
  const near = m.polynomial(m.smaller(narrow, SERIES_END), m.precision === 'double' ? SERIES : SHORT_SERIES);
  // Full precision up to the sine and cosine: a large crystal goes through many turns.
  const halfTurns = m.sqrt(m.larger(u, SERIES_END));
  const { sin, cos } = m.sinCosPi(halfTurns);
  const x = m.product(Math.PI, m.narrow(halfTurns));
  const far = m.ratio(m.product(3, m.minus(sin, m.product(x, cos))), m.product(x, x, x));
  return m.select(narrow, SERIES_END, near, far);
}

/** Spheroidal crystal of Na x Nb x Nc cells in diameter. */
export const round = term({
  slot: 'shape',
  id: 'round',
  version: 1,
  params: SCALED_SHAPE,
  about: {
    equation:
      'F_latt = 0.7236 Na Nb Nc T(pi sqrt(fudge ((Na dh)^2 + (Nb dk)^2 + (Nc dl)^2))), T(x) = 3 (sin x - x cos x)/x^3',
    citation:
      'form factor of a sphere: Guinier & Fournet (1955), Small-Angle Scattering of X-rays; scaled as nanoBragg',
  },
  inputs: OFFSETS,
  constants: (_, { crystal }) => ({
    peak: (PEAK * cellTotal(crystal)) ** 2,
    form: indexForm(crystal, crystal.fudge),
  }),
  formula: (m, { dh, dk, dl }, { peak, form }) =>
    m.product(peak, m.square(sphereTransform(m, diagonalRadiusSquared(m, [dh, dk, dl], form)))),
  halfway: ({ form }) => Math.max(...form.map((square) => envelope(0.5 * Math.PI * Math.sqrt(square)) ** 2)),
  slope: ({ form }) => STEEPEST * Math.PI * Math.sqrt(Math.max(...form)),
});
