import type { Vec3 } from '@braggsim/core';
import type { Triple } from '@braggsim/formula';
import { ellipsoidReach, ellipsoidVolume, extentsSquared, type QuadraticForm } from './form';

/** Squared radius at which the amplitude of a Gaussian spot has fallen to 1/e. */
export const GAUSSIAN_WIDTH = 0.63;
/** Exponent at which a spot ends: its intensity is e^-60 of the peak. */
const LAST_EXPONENT = 60;
/** Largest intensity, relative to the peak, that single precision does not resolve. */
const NEGLIGIBLE = 2 ** -24;

/**
 * Computes the reach of exp(-form): its half extent on each reduced index.
 *
 * @param cutoff value at which it ends, e^-60 by default
 */
export const gaussianReach = (form: QuadraticForm, cutoff?: number): Triple<number> =>
  ellipsoidReach(form, cutoff === undefined ? LAST_EXPONENT : -Math.log(cutoff));

/** Computes the integral of peak exp(-form) over the indices. */
export const gaussianIntegral = ({ peak, form }: { readonly peak: number; readonly form: QuadraticForm }): number =>
  peak * Math.PI ** 1.5 * ellipsoidVolume(form);

/** Computes the largest value of exp(-form) where a reduced index is 1/2 or -1/2. */
export const gaussianHalfway = (form: QuadraticForm): number =>
  Math.max(...extentsSquared(form).map((extent) => Math.exp(-0.25 / extent)));

/**
 * Computes the largest slope of exp(-form). With form = s^2 it is 2 s exp(-s^2) ds, where 2 s exp(-s^2) is at most
 * sqrt(2/e) and ds at most the root of the largest diagonal coefficient.
 */
export function gaussianSlope(form: QuadraticForm): number {
  return jumps(form) ? Number.POSITIVE_INFINITY : Math.sqrt((2 / Math.E) * Math.max(form[0], form[1], form[2]));
}

/**
 * Tells whether exp(-form) jumps noticeably halfway between two reflections, as wide spots do in cells with a skew
 * angle.
 */
function jumps(form: QuadraticForm): boolean {
  const [, , , ab, ac, bc] = form.map(Math.abs) as unknown as QuadraticForm;
  /** Largest difference of the form between the two sides of each face. */
  const steps: Vec3 = [(ab + ac) / 2, (ab + bc) / 2, (ac + bc) / 2];
  return extentsSquared(form).some(
    (extent, axis) => Math.exp(-0.25 / extent) * Math.min(1, steps[axis] as number) > NEGLIGIBLE,
  );
}
