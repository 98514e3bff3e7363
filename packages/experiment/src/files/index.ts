/**
 * The files that an experiment names, read from anywhere: what `@braggsim/experiment/node` does with those of a disk.
 *
 * @module
 * @example
 * ```ts
 * import { type InputFiles, loadNamedFiles } from '@braggsim/experiment/files';
 *
 * const bytes = (path: string): Uint8Array => new TextEncoder().encode(path === 'a.hkl' ? '1 0 0 12.5' : '');
 * const files: InputFiles = { bytes, unpacked: bytes, text: (path) => new TextDecoder().decode(bytes(path)) };
 * const experiment = { crystal: { cell: [40, 50, 60, 90, 90, 90] }, structureFactors: { file: 'a.hkl' } };
 * const { inputs } = await loadNamedFiles(files, experiment, {});
 * console.log(inputs.reflections?.F);
 * ```
 */
export { detectorFormat, withDetectorFile, withDetectorMasks } from './detector-model';
export type { InputFiles } from './input-files';
export { loadNamedFiles, type NamedFileOptions, type NamedFiles } from './load-named-files';
export { frameOfDetector } from './orientation-frame';
export { withPowders } from './powders';
export { type LoadedStructureFactors, loadStructureFactors } from './structure-factors';
