/**
 * Experiments out of files, with the files that they name.
 *
 * @module
 * @example
 * ```ts
 * import { loadExperiment } from '@braggsim/experiment/node';
 *
 * const { experiment, inputs } = await loadExperiment('lysozyme.yaml');
 * console.log(experiment.beam, Object.keys(inputs));
 * ```
 */

export { DETECTOR_FORMATS, detectorFormat } from '../files/detector-model';
export type { LoadOptions } from '../files/load-inputs';
export type { LoadedStructureFactors } from '../files/structure-factors';
export { type ParsedData, type Place, parseData } from './data-file';
export { withDetectorFile } from './detector-model';
export { calculatingInputs } from './disk-inputs';
export { fromFolder, parseExperiment, readExperimentFile } from './experiment-file';
export { keepModelFactors } from './kept-factors';
export { type LoadedExperiment, loadExperiment, resolveFiles, withSeed } from './load-experiment';
export { checkStructureFactorFile, loadInputs, loadSpectrum, loadStructureFactors } from './load-inputs';
export { orientationFrame } from './orientation-frame';
export { loadPlugins } from './plugins';
