import type { Vec3 } from '@braggsim/core';
import type { Triple } from '@braggsim/formula';
import { ellipsoidReach, extentsSquared, type QuadraticForm } from './form';

/** F_latt falls to 1/e where the squared radius is this. */
export const GAUSSIAN_WIDTH = 0.63;
/** A spot ends where its intensity has fallen to e^-60 of the peak. */
const LAST_EXPONENT = 60;
/** Less than this, relative to the peak, is nothing to single precision. */
const NEGLIGIBLE = 2 ** -24;

/** Reach of exp(-form). */
export const gaussianReach = (form: QuadraticForm): Triple<number> => ellipsoidReach(form, LAST_EXPONENT);

/**
 * Largest slope of exp(-form). With form = s^2 it is 2 s exp(-s^2) ds, where 2 s exp(-s^2) is at most sqrt(2/e) and
 * ds at most the root of the largest diagonal coefficient.
 */
export function gaussianSlope(form: QuadraticForm): number {
  return jumps(form) ? Number.POSITIVE_INFINITY : Math.sqrt((2 / Math.E) * Math.max(form[0], form[1], form[2]));
}

/** Whether exp(-form) noticeably jumps halfway between two reflections, as wide spots do where the cell has a skew angle. */
function jumps(form: QuadraticForm): boolean {
  const [, , , ab, ac, bc] = form.map(Math.abs) as unknown as QuadraticForm;
  /** Largest difference of the form between the two sides of each face. */
  const steps: Vec3 = [(ab + ac) / 2, (ab + bc) / 2, (ac + bc) / 2];
  return extentsSquared(form).some((extent, axis) => {
    const largestOnFace = Math.exp(-0.25 / extent);
    return largestOnFace * Math.min(1, steps[axis] as number) > NEGLIGIBLE;
  });
}
