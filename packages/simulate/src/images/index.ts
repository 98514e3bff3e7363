/**
 * Image files of any format, opened by whoever can read their bytes: metadata, images of a series and of data files beside
 * it, and conversion to another format.
 *
 * @module
 * @example
 * ```ts
 * import { formatOf } from '@braggsim/simulate/images';
 *
 * console.log(formatOf('image.dat', new TextEncoder().encode('###CBF: VERSION 1.5'))); // cbf
 * ```
 */
export { converted, misplaced, missingMetadata } from './convert-image';
export { filesOfMask } from './described-masks';
export { formatOf, type ImageFile, type ImageFiles, imageInMemory, type NamedLocation } from './image-file';
export { type ImageMasks, rawSizeOf, unappliedLimits } from './image-masks';
export { type ImageStack, type InspectedImage, imageStacks, inspectImage } from './image-stacks';
export { type MaskAccess, readMasks } from './mask-files';
