import { type Detector, units } from '@braggsim/core';

/** What the resolution of a pixel depends on. Lengths in metres, unit vectors in the lab frame. */
export type Plate = Pick<Detector, 'beam' | 'fast' | 'slow' | 'origin' | 'pixelSize' | 'pixelsFast' | 'pixelsSlow'> & {
  /** Edge of a pixel along slow where it is not square. */
  readonly pixelSizeSlow?: number;
};

/**
 * The d-spacing, A, seen at the centre of each pixel of a flat plate: 1/|q| with q = (d - b)/lambda, where d points from
 * the sample to the pixel and b along the beam. Infinite at the direct beam.
 *
 * @param wavelength m
 * @returns [slow, fast]
 */
export function dSpacings(plate: Plate, wavelength: number): Float64Array {
  const { beam, fast, slow, origin, pixelSize, pixelSizeSlow = pixelSize, pixelsFast, pixelsSlow } = plate;
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

/** Pixels between two resolutions. */
export interface ResolutionShell {
  /** Largest and smallest d-spacing, A. */
  readonly from: number;
  readonly to: number;
  readonly pixels: number;
  /** Of the pixels, in their unit; NaN without pixels. */
  readonly mean: number;
  /** Root of the mean squared deviation from it. */
  readonly sigma: number;
}

export interface ShellOptions {
  /** Default 10. */
  readonly shells?: number;
  /** Limits, A; default: all that the plate sees. */
  readonly dMin?: number;
  readonly dMax?: number;
  /** Zero means that a pixel does not count. */
  readonly mask?: ArrayLike<number>;
}

/**
 * Means and deviations in shells of resolution, coarsest first. Shells are equally wide in 1/d^2, which gives each
 * about as many pixels of a flat plate. NaN pixels do not count.
 *
 * @param spacings of `dSpacings`
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
