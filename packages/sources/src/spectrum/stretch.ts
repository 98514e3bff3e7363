import type { SpectrumLines } from './lines';
import { meanWavelength } from './mean-wavelength';

/**
 * Moves and widens a spectrum: distances of wavelengths from their mean are multiplied by one factor, then all wavelengths by another,
 * `wavelengthFactor (m + widthFactor (wavelength - m))`.
 */
export function stretchedLines(lines: SpectrumLines, wavelengthFactor: number, widthFactor: number): SpectrumLines {
  const mean = meanWavelength(lines);
  return {
    ...lines,
    wavelengths: lines.wavelengths.map((wavelength) => wavelengthFactor * (mean + widthFactor * (wavelength - mean))),
  };
}
