import type { Abscissa } from '@braggsim/background';
import type { Experiment } from '@braggsim/experiment';
import { type Draft, newDraft } from '../nanobragg/invocation';

/** The values of nonBragg besides those that it shares with nanoBragg. */
export interface NonBraggDraft extends Draft {
  table?: { readonly file: string; readonly abscissa: Abscissa };
  sample: {
    thicknessMm: number;
    widthMm: number;
    heightMm: number;
    densityGPerCm3: number;
    molarMassGPerMol: number;
    /** Number of molecules, which overrides size and density; 0 for none. */
    molecules: number;
  };
  /** Raw float image of photons from another source, such as a crystal, that is added to those of this run. */
  background?: string;
  /** Whether amplitudes are written instead of photons. */
  amplitudeMap: boolean;
  /** Parameters for the conversion of an image to a table. */
  inverse: {
    output: string;
    gain: number;
    /** Pixel values that are ignored. */
    ignore: number[];
    /** Pixels more than this many median absolute deviations from the median are rejected. */
    rejectSigma?: number;
  };
}

/** Returns the draft of a command line without flags. */
export const newNonBraggDraft = (experiment: Experiment): NonBraggDraft => ({
  ...newDraft({ compat: 'nanobragg-c', ...experiment }),
  sample: { thicknessMm: 0.1, widthMm: 0.1, heightMm: 0.1, densityGPerCm3: 1, molarMassGPerMol: 18, molecules: 0 },
  amplitudeMap: false,
  inverse: { output: 'output.stol', gain: 1, ignore: [] },
});
