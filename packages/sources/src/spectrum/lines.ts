import { units } from '@braggsim/core';

/** Lines of the spectrum of one image. */
export interface SpectrumLines {
  /** Wavelength of each line, m. */
  readonly wavelengths: Float64Array;
  /** Weight of each line; only their ratios matter. */
  readonly weights: Float64Array;
  /** Energy of the pulse over its expectation; multiplies the fluence. 1 for all spectra whose pulses are alike. */
  readonly pulseEnergy: number;
  /** What lies between the lines: nothing when absent, or a density of which they are the knots, by rising photon energy. */
  readonly between?: 'linear';
}

/** Makes the lines of a spectrum at photon energies (eV), with their weights and the energy of the pulse over its expectation. */
export const linesAt = (energies: ArrayLike<number>, weights: Float64Array, pulseEnergy = 1): SpectrumLines => ({
  wavelengths: Float64Array.from(energies, units.wavelengthOfEnergy),
  weights,
  pulseEnergy,
});
