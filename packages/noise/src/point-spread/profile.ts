import { errorFunction } from './error-function';

export type ProfileName = 'gauss' | 'fiber';

/** How the light of a point spreads, in pixels. It adds up to 1 over the whole plane. */
export interface Profile {
  /** Fraction that falls into the square pixel whose centre lies (dx, dy) away. */
  readonly onPixel: (dx: number, dy: number) => number;
  /** Fraction beyond a radius. */
  readonly beyond: (radius: number) => number;
  /** Radius beyond which a tenth of the counting noise of this many photons is lost. */
  readonly radiusFor: (photons: number) => number;
}

/** Part of the counting noise that may be lost beyond an automatic radius. */
const LOST_NOISE = 10;
/** Half of sqrt(2^(2/3) - 1), inverted: FWHM to the g of a fibre's profile. */
const FIBER_G = 0.652383013252053;
const LOG_2 = Math.log(2);
const LOG_16 = Math.log(16);

/** Integral over a rectangle from that up to its corners. */
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
 * The profile of a full width at half maximum, in pixels. `gauss` is a Gaussian; `fiber` is g/(2 pi) (g^2 + r^2)^(-3/2),
 * a fibre-optic taper with its long tail (Holton, Nielsen & Frankel 2012, J. Synchrotron Rad. 19, 1006).
 */
export const profileOf = (name: ProfileName, fwhm: number): Profile => (name === 'gauss' ? gauss(fwhm) : fiber(fwhm));

/**
 * The part of a kernel with dx, dy from 0 to `reach`, [dy, dx]; the rest follows by symmetry. Zero beyond the radius.
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
