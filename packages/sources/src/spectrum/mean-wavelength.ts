import { bandOf, meanOfBand } from './band';
import type { SpectrumLines } from './lines';

/**
 * Returns the wavelength (m) of the mean photon energy of a spectrum; that of the line itself where there is one.
 */
export function meanWavelength(lines: SpectrumLines): number {
  const { wavelengths, weights } = lines;
  if (lines.between === 'linear') return 1 / meanOfBand(bandOf(lines));
  if (wavelengths.length === 1) return wavelengths[0] as number;
  let total = 0;
  let energies = 0;
  for (const [i, weight] of weights.entries()) {
    total += weight;
    energies += weight / (wavelengths[i] as number);
  }
  return total / energies;
}
