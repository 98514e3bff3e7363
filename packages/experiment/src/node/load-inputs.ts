import type { WithWarnings } from '@braggsim/core/derived';
import type { SpectrumFile } from '@braggsim/sources';
import type { Experiment } from '../experiment';
import { type LoadOptions, loadInputs as load, loadSpectrum as loadSpectrumOf } from '../files/load-inputs';
import {
  checkStructureFactorFile as checkFactors,
  type LoadedStructureFactors,
  loadStructureFactors as loadFactors,
} from '../files/structure-factors';
import type { SimulationInputs } from '../inputs';
import { diskInputs } from './disk-inputs';

/** Reads and parses every file that an experiment with one crystal names. */
export const loadInputs = (experiment: Experiment, options?: LoadOptions): WithWarnings<SimulationInputs> =>
  load(diskInputs, experiment, options);

/** Returns the spectrum that a file holds; undefined for a model. */
export const loadSpectrum = (beam: Experiment['beam']): SpectrumFile | undefined => loadSpectrumOf(diskInputs, beam);

/**
 * Reads the structure factors that an experiment names, of any format, or calculates them from its model.
 *
 * @throws BraggsimError (`data`), (`usage`) for a model without resolution limit or beside a list
 */
export const loadStructureFactors = (experiment: Experiment): Promise<LoadedStructureFactors> =>
  loadFactors(diskInputs, experiment);

/**
 * Reads the list or the model that an experiment names without calculating anything.
 *
 * @throws BraggsimError (`data`), (`usage`) for a model without resolution limit
 */
export const checkStructureFactorFile = (experiment: Experiment): Promise<void> => checkFactors(diskInputs, experiment);
