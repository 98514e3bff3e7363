import { dataError, units, usageError } from '@braggsim/core';
import { readText } from '@braggsim/core/node';
import { linesOf } from '@braggsim/core/text';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { parseSpectrum } from '@braggsim/sources';

/** One line of a spectrum: wavelength (A) and weight. */
export type SpectrumRow = readonly [wavelengthA: number, weight: number];

/** Columns that a file of `beam.spectrum` names in its heading. */
const NAMED_COLUMNS = /\b(energyEv|wavelengthA)\b/;

/** Reads two numbers a line, wavelength (A) and weight, with a blank or comma between them; one heading may stand before them. */
function plainRows(lines: readonly string[], path: string): SpectrumRow[] {
  const rows = lines.flatMap((line, i) => {
    const words = line.trim().split(/[\s,]+/);
    const [wavelength = Number.NaN, weight = Number.NaN] = words.map(Number);
    if (wavelength > 0 && weight >= 0 && words.length === 2) return [[wavelength, weight] as const];
    const isHeading = i === 0 && words.every((word) => Number.isNaN(Number(word)));
    if (isHeading) return [];
    throw dataError(
      `${path}: expected 'wavelength weight' (A) in each line of a spectrum, found '${line.trim().slice(0, 60)}'`,
    );
  });
  if (!rows.some(([, weight]) => weight > 0))
    throw dataError(`${path}: expected wavelengths with weights above 0, found none`);
  return rows;
}

/**
 * Reads the spectrum of a shot: a file of `beam.spectrum`, whose heading names its columns, or two numbers a line,
 * wavelength (A) and weight.
 *
 * @throws BraggsimError (`data`) for a line that holds anything else, for a spectrum without weight, and for one with several shots
 */
export function shotSpectrum(text: string, path: string): SpectrumRow[] {
  const lines = linesOf(text).filter((line) => !/^\s*(#|$)/.test(line));
  if (!NAMED_COLUMNS.test(lines[0] ?? '')) return plainRows(lines, path);
  const { shots } = parseSpectrum(text, path);
  const [only, ...others] = shots;
  if (!only || others.length > 0) {
    throw dataError(
      `${path}: expected the spectrum of one shot, found those of ${shots.length}; write one file for each shot`,
    );
  }
  return Array.from(only.wavelengths, (wavelength, i) => [units.toAngstrom(wavelength), only.weights[i] as number]);
}

/**
 * Takes the wavelengths of a shot from the spectrum that a list of shots names for it.
 *
 * @throws BraggsimError (`usage`) beside a spectrum or sources of the experiment, and where the wavelength is to be refined
 */
export function withShotSpectrum(
  { experiment, inputs }: { readonly experiment: Experiment; readonly inputs: SimulationInputs },
  path: string,
): { readonly experiment: Experiment; readonly inputs: SimulationInputs } {
  const { spectrum, sources: listed } = experiment.beam ?? {};
  if (spectrum !== undefined || listed !== undefined) {
    const field = spectrum !== undefined ? 'beam.spectrum' : 'beam.sources';
    throw usageError(
      `the list of shots names the spectrum ${path}, and the experiment has ${field}; leave one of them out`,
    );
  }
  const rows = shotSpectrum(readText(path, 'spectrum'), path);
  const lines = {
    wavelengths: Float64Array.from(rows, ([wavelengthA]) => units.fromAngstrom(wavelengthA)),
    weights: Float64Array.from(rows, ([, weight]) => weight),
    pulseEnergy: 1,
  };
  const { wavelengthA: _wavelength, energyEv: _energy, ...beam } = experiment.beam ?? {};
  return {
    experiment: { ...experiment, beam: { ...beam, spectrum: { file: path } } },
    inputs: { ...inputs, spectrum: { name: path, perShot: false, shots: [lines] } },
  };
}
