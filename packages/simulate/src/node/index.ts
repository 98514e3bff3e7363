/**
 * Image series on Node: kernels on worker threads, image files and the files beside them.
 *
 * @module
 * @example
 * ```ts
 * import { nodeKernels } from '@braggsim/simulate/node';
 *
 * console.log([...nodeKernels.keys()]); // cpu, gpu, reference
 * ```
 */

export { formatOf, type ImageFile } from '../images/image-file';
export { type ImageMasks, rawSizeOf } from '../images/image-masks';
export { knownPanels } from '../known-panels';
export { lossesOf, type OutputLoss } from '../losses';
export type { KernelSpeed } from '../rates/measured-rate';
export { type DeviceReport, deviceReports } from './devices';
export { type ExpectedSelection, expectedImages } from './expected-images';
export { type FileImage, type FilePanel, fullScale, readOnce } from './file-image';
export { hdf5Filters, loadHdf5Plugins } from './hdf5-plugins';
export { openImage, readImageBytes } from './image-file';
export { countImages, everyImage, type InspectedFile, imageNumber, openInspected, warningsOf } from './image-stacks';
export { nodeKernels } from './kernels';
export { readMaskFiles } from './mask-files';
export { type RecordImagesOptions, recordImages } from './record-images';
export { type SeriesStacks, seriesStacks } from './series-stacks';
export { servedFiles } from './served-files';
export {
  ABOUT_FILES,
  ABOUT_GEOMETRY,
  type DescribedSeries,
  encodeSidecars,
  type SidecarFile,
  sidecarsOf,
} from './sidecars';
export { readStageImage } from './stage-image';
export { type SeriesToWrite, type WrittenSeries, writeSeries } from './write-series';
