import { usageError } from '@braggsim/core';
import {
  type FileImage,
  formatOf,
  type ImageMasks,
  type InspectedFile,
  openInspected,
  readImageBytes,
  readOnce,
} from '@braggsim/simulate/node';

/** The option for the size of raw float images, which do not contain it. */
export const SHAPE_OPTION = {
  type: 'numbers',
  count: 2,
  flag: '--shape',
  value: 'slow,fast',
  doc: 'rows and columns of raw float images; in a comparison, those of the other image by default',
} as const;

/** The option for one image of a file that holds several. */
export const FRAME_OPTION = {
  type: 'integer',
  min: 1,
  default: 1,
  flag: '--frame',
  doc: 'number of the image in a file that holds several, from 1; the data files of a NeXus master file are numbered consecutively',
} as const;

/** The option for masks from other files. */
export const MASK_OPTION = {
  type: 'stringList',
  flag: '--mask',
  value: 'file',
  doc: 'mask: an image in which 0 masks a pixel, a mask of DIALS, or the masks, bad regions and trusted ranges of an .expt or .geom file; may be repeated',
} as const;

/** The options of commands that report figures of images. */
export const FIGURES_OPTIONS = {
  shape: SHAPE_OPTION,
  frame: FRAME_OPTION,
  mask: MASK_OPTION,
  json: { type: 'boolean', flag: '--json', doc: 'print all figures as JSON, those that are not finite as text' },
} as const;

/** The size [slow, fast] of images whose files do not contain it. */
export type GivenShape = readonly [number, number] | undefined;

/**
 * Opens an image file of any readable format, detected from its content or else its name. The caller closes it.
 *
 * @param masks masks from other files, which are added to those of its images
 * @throws BraggsimError (`data`) for a file that is not an image, (`usage`) for a raw image without a given size
 */
export async function openSized(path: string, shape: GivenShape, masks?: ImageMasks): Promise<InspectedFile> {
  const known = await openInspected(path, shape ? { pixelsSlow: shape[0], pixelsFast: shape[1] } : {}, masks);
  if (known.file.format !== 'raw' || shape) return known;
  await known.file.close();
  throw usageError(`'${path}' is a raw image, which does not contain its size; give --shape slow,fast`);
}

/**
 * Reads an image.
 *
 * @param number number of the image, from 1, for files that hold several
 * @throws BraggsimError as `openSized` does
 */
export const readImage = async (path: string, shape?: GivenShape, number = 1, masks?: ImageMasks): Promise<FileImage> =>
  readOnce(await openSized(path, shape, masks), number);

/** Tells whether a file does not contain the size of its image. */
export const isRaw = (path: string): boolean => formatOf(path, readImageBytes(path)) === 'raw';

/** Formats sizes as `512 x 1024 pixels (slow x fast)`, for one or several panels. */
export function sizeInWords({ panels }: Pick<FileImage, 'panels'>): string {
  const sizes = [...new Set(panels.map(({ shape: [slow, fast] }) => `${slow} x ${fast}`))];
  if (panels.length === 1) return `${sizes[0]} pixels (slow x fast)`;
  return `${panels.length} panels of ${sizes.join(' and ')} pixels (slow x fast)`;
}

/** Returns the error for a size that is given although no image needs it. */
export const ignoredShape = (paths: readonly string[]): Error =>
  usageError(
    `--shape applies to raw float images, and ${paths.map((path) => `'${path}'`).join(', ')} ${paths.length === 1 ? 'contains its' : 'contain their'} size: leave it out`,
  );
