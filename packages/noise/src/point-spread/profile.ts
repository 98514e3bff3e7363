import { errorFunction } from '@braggsim/core/random';

/** Names of the profiles: a Gaussian, and the profile of a fibre-optic taper. */
export type ProfileName = 'gauss' | 'fiber';

/** A point-spread function of unit integral over the plane, with lengths in pixels. */
export interface Profile {
  /** Fraction of the light that falls on the square pixel whose centre lies at (dx, dy). */
  readonly onPixel: (dx: number, dy: number) => number;
  /** Fraction of the light that falls beyond a radius. */
  readonly beyond: (radius: number) => number;
  /** Radius beyond which the lost light is a tenth of the counting noise of this number of photons. */
  readonly radiusFor: (photons: number) => number;
}

/** Ratio of the counting noise to the light that may be lost beyond an automatic radius. */
const LOST_NOISE = 10;
/** Ratio of the parameter g of the fibre profile to its full width at half maximum: 1 / (2 sqrt(2^(2/3) - 1)). */
const FIBER_G = 0.652383013252053;
const LOG_2 = Math.log(2);
const LOG_16 = Math.log(16);

/** Computes the integral over a square pixel from the integrals up to its four corners. */
const overPixel =
  (corner: (x: number, y: number) => number, halfPixel: number) =>
  (x: number, y: number): number =>
    corner(x + halfPixel, y + halfPixel) -
    corner(x + halfPixel, y - halfPixel) -
    corner(x - halfPixel, y + halfPixel) +
    corner(x - halfPixel, y - halfPixel);

function gauss(fwhm: number): Profile {
  const corner = (x: number, y: number): number =>
    0.125 *
    (errorFunction(2 * x * Math.sqrt(LOG_2)) * errorFunction(y * Math.sqrt(LOG_16)) * Math.sqrt(LOG_16 / LOG_2));
  const onPixel = overPixel(corner, 1 / fwhm / 2);
  return {
    onPixel: (dx, dy) => onPixel(dx / fwhm, dy / fwhm),
    beyond: (radius) => Math.exp(-LOG_16 * (radius / fwhm) ** 2),
    radiusFor(photons) {
      const lost = Math.sqrt(photons) / LOST_NOISE;
      return 1 + Math.ceil(Math.sqrt(-Math.log(lost / photons) / LOG_16) * fwhm);
    },
  };
}

function fiber(fwhm: number): Profile {
  const g = fwhm * FIBER_G;
  const corner = (x: number, y: number): number =>
    Math.atan((x * y) / (g * Math.sqrt(g * g + x * x + y * y))) / 2 / Math.PI;
  return {
    onPixel: overPixel(corner, 0.5),
    beyond: (radius) => g / Math.sqrt(g * g + radius * radius),
    radiusFor(photons) {
      const lost = Math.sqrt(photons) / LOST_NOISE;
      return 1 + Math.ceil(g * (photons / lost));
    },
  };
}

/**
 * Creates the profile of a full width at half maximum, in pixels. `gauss` is a Gaussian; `fiber` is g/(2 pi) (g^2 + r^2)^(-3/2),
 * a fibre-optic taper with its long tail (Holton, Nielsen & Frankel 2012, J. Synchrotron Rad. 19, 1006).
 */
export const profileOf = (name: ProfileName, fwhm: number): Profile => (name === 'gauss' ? gauss(fwhm) : fiber(fwhm));

/**
 * Computes the quadrant of a kernel with dx, dy from 0 to `reach`, [dy, dx]; the rest follows by symmetry. The kernel is
 * zero beyond the radius.
 */
export function quadrant({ onPixel }: Profile, reach: number, radius = reach): Float64Array {
  const size = reach + 1;
  const kernel = new Float64Array(size * size);
  for (let dy = 0; dy < size; dy++) {
    for (let dx = dy; dx < size && dx * dx + dy * dy <= radius * radius; dx++) {
      kernel[dy * size + dx] = kernel[dx * size + dy] = onPixel(dx, dy);
    }
  }
  return kernel;
}
