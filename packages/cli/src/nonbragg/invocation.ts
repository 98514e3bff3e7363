import type { Abscissa } from '@braggsim/background';
import type { Experiment } from '@braggsim/experiment';
import { type Draft, newDraft } from '../nanobragg/invocation';

/** What nonBragg knows besides what it shares with nanoBragg. */
export interface NonBraggDraft extends Draft {
  table?: { readonly file: string; readonly abscissa: Abscissa };
  sample: {
    thicknessMm: number;
    widthMm: number;
    heightMm: number;
    densityGPerCm3: number;
    molarMassGPerMol: number;
    /** Overrides size and density; 0 for none. */
    molecules: number;
  };
  /** Raw float image of photons from elsewhere, such as a crystal, added to those of this run. */
  background?: string;
  /** Amplitudes in place of photons. */
  amplitudeMap: boolean;
  /** From an image back to a table. */
  inverse: {
    output: string;
    gain: number;
    /** Pixel values that count for nothing. */
    ignore: number[];
    /** Pixels this many median absolute deviations from the median are left out. */
    rejectSigma?: number;
  };
}

/** What a bare command line asks for. */
export const newNonBraggDraft = (experiment: Experiment): NonBraggDraft => ({
  ...newDraft({ compat: 'nanobragg-c', ...experiment }),
  sample: { thicknessMm: 0.1, widthMm: 0.1, heightMm: 0.1, densityGPerCm3: 1, molarMassGPerMol: 18, molecules: 0 },
  amplitudeMap: false,
  inverse: { output: 'output.stol', gain: 1, ignore: [] },
});
