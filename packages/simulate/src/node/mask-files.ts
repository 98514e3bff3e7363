import { dirname, isAbsolute, relative } from 'node:path';
import { fileBeside, readText } from '@braggsim/core/node';
import type { ImageMasks, PixelCounts } from '../images/image-masks';
import { type MaskAccess, readMasks } from '../images/mask-files';
import { openImage, readImageBytes } from './image-file';

/** Mask files of this machine. Files that a geometry file names are read from its folder. */
const onDisk: MaskAccess = {
  text: (path) => readText(path, 'mask file'),
  bytes: (path) => readImageBytes(path, 'mask'),
  openImage,
  beside: (path, file) => fileBeside(path, isAbsolute(file) ? relative(dirname(path), file) : file),
  missing: 'is not in its folder or cannot be read: copy it there',
};

/**
 * Reads mask files: images of any format, in which 0 masks a pixel; masks of DIALS; and the masks, bad regions and trusted ranges of
 * dxtbx `.expt` and CrystFEL `.geom` files, with the mask files in their folders that they name.
 *
 * @param rawSize size of raw images, which do not know their own; they are refused when absent
 * @throws BraggsimError (`data`) for a file that cannot be read, or is no mask
 */
export const readMaskFiles = (paths: readonly string[], rawSize?: PixelCounts): Promise<ImageMasks | undefined> =>
  readMasks(paths, onDisk, rawSize);
