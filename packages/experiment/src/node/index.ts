/** Experiments out of files, with the files that they name. */
export { DETECTOR_FORMATS, detectorFormat, withDetectorFile } from './detector-model';
export { parseExperiment, readExperimentFile } from './experiment-file';
export { type LoadedExperiment, loadExperiment, resolveFiles } from './load-experiment';
export { type LoadOptions, loadInputs } from './load-inputs';
export { orientationFrame } from './orientation-frame';
export { loadPlugins } from './plugins';
export { type LoadedStructureFactors, loadStructureFactors } from './structure-factors';
