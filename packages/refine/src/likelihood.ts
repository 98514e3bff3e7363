/** Least expected photons that weights are taken from. */
export const MIN_PHOTONS = 1e-3;

/** Photons below which the floor of expected photons is felt. */
const FLOOR = 0.01;

/**
 * Returns the expected photons, which are above 0 even where a background plane is not: half of `m + sqrt(m² + 4 f²)` with f = 0.01. Unlike
 * a sharp limit it has a derivative that tells a fit when a pixel is at the floor, see `floorSlope`.
 */
export const abovePhotonFloor = (photons: number): number => {
  const root = Math.sqrt(photons * photons + 4 * FLOOR * FLOOR);
  return photons > 0 ? (photons + root) / 2 : (2 * FLOOR * FLOOR) / (root - photons);
};

/** Returns the derivative of `abovePhotonFloor` with respect to its argument, from its value in photons. */
export const floorSlope = (expected: number): number => (expected * expected) / (expected * expected + FLOOR * FLOOR);

/**
 * Returns the deviance of one pixel: twice the log-likelihood ratio of a Poisson law that is shifted by the variance of the readout,
 * `2 [(y + s²) ln((y + s²)/V) - (y - mu)]` with `V = mu + s²`; `2 V` where `y + s²` is not above 0. Mean and variance
 * of the law are those of a Poisson count with Gaussian readout noise, and with s = 0 it is exact.
 *
 * @param photons measured, y
 * @param expected photons, mu
 * @param readoutVariance photons², s²
 */
export function pixelDeviance(photons: number, expected: number, readoutVariance: number): number {
  const variance = expected + readoutVariance;
  const shifted = photons + readoutVariance;
  if (shifted <= 0) return 2 * variance;
  return 2 * (shifted * Math.log(shifted / variance) - (photons - expected));
}

/** How counts are turned into photons. */
export interface Calibration {
  /** ADU per photon. */
  readonly gain: number;
  /** Added to every recorded value, ADU. */
  readonly offset: number;
  /** Standard deviation of the readout noise, ADU. */
  readonly readNoise: number;
}

/** Variance of a rounded value, ADU². */
const ROUNDING = 1 / 12;

/** Returns the variance of the readout in photons²: its noise, and rounding where values are not photon counts. */
export function readoutVariance({ gain, readNoise }: Calibration): number {
  const rounded = gain !== 1 || readNoise > 0;
  return (readNoise / gain) ** 2 + (rounded ? ROUNDING / gain ** 2 : 0);
}
