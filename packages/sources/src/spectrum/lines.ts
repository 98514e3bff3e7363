import { units } from '@braggsim/core';

/** Lines of the spectrum of one image. */
export interface SpectrumLines {
  /** Wavelength of each line, m. */
  readonly wavelengths: Float64Array;
  /** Weight of each line; only their ratios matter. */
  readonly weights: Float64Array;
  /** Energy of the pulse over its expectation; multiplies the fluence. 1 for all spectra whose pulses are alike. */
  readonly pulseEnergy: number;
}

/** Lines at photon energies (eV). */
export const linesAt = (energies: ArrayLike<number>, weights: Float64Array, pulseEnergy = 1): SpectrumLines => ({
  wavelengths: Float64Array.from(energies, units.wavelengthOfEnergy),
  weights,
  pulseEnergy,
});

/**
 * Wavelength (m) of the mean photon energy of a spectrum; that of the line itself where there is one.
 */
export function meanWavelength({ wavelengths, weights }: SpectrumLines): number {
  if (wavelengths.length === 1) return wavelengths[0] as number;
  let total = 0;
  let energies = 0;
  for (const [i, weight] of weights.entries()) {
    total += weight;
    energies += weight / (wavelengths[i] as number);
  }
  return total / energies;
}
