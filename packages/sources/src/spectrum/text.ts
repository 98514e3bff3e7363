import { units } from '@braggsim/core';
import { formatG } from '@braggsim/core/text';
import type { SpectrumLines } from './lines';

/** Shots of a file of spectra are numbered from 1, as images are in names of files. */
const rowsOf = ({ wavelengths, weights }: SpectrumLines, shot: number): string =>
  Array.from(wavelengths, (wavelength, i) => {
    const energy = formatG(units.energyOfWavelength(wavelength), 12);
    return `${shot + 1},${energy},${formatG(weights[i] as number, 12)}\n`;
  }).join('');

/** Formats the lines of pulses as a file of spectra, which `parseSpectrum` reads: its heading, then the rows of each pulse. */
export const spectrumText = (pulses: readonly SpectrumLines[]): string[] => [
  'shot,energyEv,weight\n',
  ...pulses.map(rowsOf),
];

/** Computes mean photon energy and root mean square width (eV) of lines. */
export function spectrumMoments({ wavelengths, weights }: SpectrumLines): {
  readonly mean: number;
  readonly width: number;
} {
  let [total, first, second] = [0, 0, 0];
  const energies = Float64Array.from(wavelengths, units.energyOfWavelength);
  const origin = energies[0] as number;
  for (const [i, weight] of weights.entries()) {
    const energy = (energies[i] as number) - origin;
    total += weight;
    first += weight * energy;
    second += weight * energy ** 2;
  }
  const mean = first / total;
  return { mean: origin + mean, width: Math.sqrt(Math.max(0, second / total - mean ** 2)) };
}
