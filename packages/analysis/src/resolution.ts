import { units } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';

/** The properties of a detector that determine the resolution of its pixels: lengths in metres, unit vectors in the laboratory frame. */
export type DetectorPlane = Pick<
  Detector,
  'beam' | 'fast' | 'slow' | 'origin' | 'pixelSize' | 'pixelsFast' | 'pixelsSlow'
> & {
  /** Edge of a pixel along slow where it is not square. */
  readonly pixelSizeSlow?: number;
};

/**
 * Computes the d-spacing (Å) at the centre of each pixel of a flat detector: 1/|q| with q = (d - b)/lambda, where the unit
 * vectors d and b point from the sample to the pixel and along the beam. It is infinite at the direct beam.
 *
 * @param wavelength m
 * @returns d-spacings [slow, fast]
 */
export function dSpacings(plane: DetectorPlane, wavelength: number): Float64Array {
  const { beam, fast, slow, origin, pixelSize, pixelSizeSlow = pixelSize, pixelsFast, pixelsSlow } = plane;
  const spacings = new Float64Array(pixelsFast * pixelsSlow);
  const wavelengthA = units.toAngstrom(wavelength);
  for (let s = 0; s < pixelsSlow; s++) {
    const alongSlow = (s + 0.5) * pixelSizeSlow;
    for (let f = 0; f < pixelsFast; f++) {
      const alongFast = (f + 0.5) * pixelSize;
      const x = origin[0] + alongSlow * slow[0] + alongFast * fast[0];
      const y = origin[1] + alongSlow * slow[1] + alongFast * fast[1];
      const z = origin[2] + alongSlow * slow[2] + alongFast * fast[2];
      const range = Math.sqrt(x * x + y * y + z * z);
      const [qx, qy, qz] = [x / range - beam[0], y / range - beam[1], z / range - beam[2]];
      spacings[s * pixelsFast + f] = wavelengthA / Math.sqrt(qx * qx + qy * qy + qz * qz);
    }
  }
  return spacings;
}

/** Statistics of the pixels between two resolutions. */
export interface ResolutionShell {
  /** Largest d-spacing, Å. */
  readonly from: number;
  /** Smallest d-spacing, Å. */
  readonly to: number;
  /** Number of pixels. */
  readonly pixels: number;
  /** Mean of the pixels, in their unit; NaN without pixels. */
  readonly mean: number;
  /** Root mean squared deviation from the mean. */
  readonly sigma: number;
}

/** Options of `resolutionShells`. */
export interface ShellOptions {
  /** Number of shells. Default 10. */
  readonly shells?: number;
  /** Smallest d-spacing, Å; that of the pixels by default. */
  readonly dMin?: number;
  /** Largest d-spacing, Å; that of the pixels by default. */
  readonly dMax?: number;
  /** Mask [slow, fast]; pixels where it is zero are ignored. */
  readonly mask?: ArrayLike<number>;
}

/**
 * Computes means and deviations in shells of resolution, lowest resolution first. Shells are equally wide in 1/d^2, which
 * gives them similar numbers of pixels on a flat detector. NaN pixels are ignored.
 *
 * @param spacings d-spacing of each pixel, from `dSpacings`
 */
export function resolutionShells(
  pixels: ArrayLike<number>,
  spacings: ArrayLike<number>,
  { shells = 10, dMin, dMax, mask }: ShellOptions = {},
): ResolutionShell[] {
  const [first, last] = [inverseSquare(dMax ?? largest(spacings)), inverseSquare(dMin ?? smallest(spacings))];
  const width = (last - first) / shells;
  const counts = new Float64Array(shells);
  const sums = new Float64Array(shells);
  const shellOf = (i: number): number => {
    if (Number.isNaN(pixels[i] as number) || (mask && mask[i] === 0)) return -1;
    const place = inverseSquare(spacings[i] as number);
    if (place < first || place > last) return -1;
    return width > 0 ? Math.min(Math.floor((place - first) / width), shells - 1) : 0;
  };
  const each = (visit: (shell: number, value: number) => void) => {
    for (let i = 0; i < spacings.length; i++) {
      const shell = shellOf(i);
      if (shell >= 0) visit(shell, pixels[i] as number);
    }
  };
  each((shell, value) => {
    counts[shell] = (counts[shell] as number) + 1;
    sums[shell] = (sums[shell] as number) + value;
  });
  const means = sums.map((sum, i) => sum / (counts[i] as number));
  const squares = new Float64Array(shells);
  each((shell, value) => {
    squares[shell] = (squares[shell] as number) + (value - (means[shell] as number)) ** 2;
  });
  return Array.from({ length: shells }, (_, i) => ({
    from: spacingOf(first + i * width),
    to: spacingOf(first + (i + 1) * width),
    pixels: counts[i] as number,
    mean: means[i] as number,
    sigma: Math.sqrt((squares[i] as number) / (counts[i] as number)),
  }));
}

const inverseSquare = (d: number): number => 1 / d ** 2;
const spacingOf = (inverse: number): number => 1 / Math.sqrt(inverse);
const largest = (values: ArrayLike<number>): number => {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i] as number);
  return most;
};
const smallest = (values: ArrayLike<number>): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) least = Math.min(least, values[i] as number);
  return least;
};
