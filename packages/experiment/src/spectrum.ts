import { usageError } from '@braggsim/core';
import { type SpectrumFile, type SpectrumLines, spectrumOf } from '@braggsim/sources';
import type { Experiment } from './experiment';

/** Spectra of the images of an experiment. */
export interface ExperimentSpectrum {
  /** Whether each image has lines of its own. */
  readonly perShot: boolean;
  /** Gives the lines of an image, counted from 0. */
  readonly linesOf: (image: number) => SpectrumLines;
}

/**
 * Prepares the spectrum of each image of an experiment.
 *
 * @param file content of the file that `beam.spectrum` names
 * @returns undefined for an experiment without a spectrum
 * @throws BraggsimError (`usage`) for a spectrum that is incomplete or impossible, and for another number of shots than images
 */
export function experimentSpectrum(
  { beam, scan, seed = 0 }: Pick<Experiment, 'beam' | 'scan' | 'seed'>,
  file: SpectrumFile | undefined,
): ExperimentSpectrum | undefined {
  if (beam?.spectrum === undefined) return undefined;
  const { perShot, shots, lines } = spectrumOf({ spectrum: beam.spectrum, energyEv: beam.energyEv, file });
  const images = scan?.images ?? 1;
  if (shots !== undefined && shots !== images) {
    throw usageError(
      `${file?.name} has ${shots} shots, and the series ${images} images; give as many shots as images (scan.images, --images)`,
    );
  }
  return { perShot, linesOf: (shot) => lines({ seed, shot }) };
}
