import type { PanelImage } from '@braggsim/analysis';
import { usageError } from '@braggsim/core';
import type { DecodedImage, PixelMask, Pixels } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import {
  formatOf,
  type ImageMasks,
  type InspectedFile,
  imageNumber,
  openInspected,
  readImageBytes,
  warningsOf,
} from '@braggsim/simulate/node';

/** Raw float images do not say how large they are. */
export const SHAPE_OPTION = {
  type: 'numbers',
  count: 2,
  flag: '--shape',
  value: 'slow,fast',
  doc: 'rows and columns of raw float images; in a comparison, those of the other image when absent',
} as const;

/** Files of a series hold several images. */
export const FRAME_OPTION = {
  type: 'integer',
  min: 1,
  default: 1,
  flag: '--frame',
  doc: 'which image of a file that holds several, from 1; data files beside a NeXus master file count on',
} as const;

/** Masks beside the images. */
export const MASK_OPTION = {
  type: 'stringList',
  flag: '--mask',
  value: 'file',
  doc: 'mask: an image in which 0 masks a pixel, a mask of DIALS, or the masks, bad regions and trusted ranges of an .expt or .geom file; may be given often',
} as const;

/** The pixels of a panel. */
export interface FilePanel extends PanelImage {
  readonly pixels: Pixels;
  readonly mask?: PixelMask;
}

/** An image as it stood in its file. */
export interface FileImage {
  readonly path: string;
  /** Id of its format. */
  readonly format: string;
  readonly panels: readonly FilePanel[];
  /** What the file says besides; of a master file, what that one says. */
  readonly facts: FileMetadata | undefined;
  /** What of the file and its masks cannot be kept, a sentence each. */
  readonly warnings: readonly string[];
}

/** [slow, fast] of images that do not know their size. */
export type GivenShape = readonly [number, number] | undefined;

/**
 * Opens an image file of any format that can be read, told by its content or else its name. The caller closes it.
 *
 * @param masks from other files, which its images get besides their own
 * @throws BraggsimError (`data`) for anything that is no image, (`usage`) for a raw one without a shape
 */
export async function openSized(path: string, shape: GivenShape, masks?: ImageMasks): Promise<InspectedFile> {
  const known = await openInspected(path, shape ? { pixelsSlow: shape[0], pixelsFast: shape[1] } : {}, masks);
  if (known.file.format !== 'raw' || shape) return known;
  await known.file.close();
  throw usageError(`'${path}' is a raw image, which does not know its size; give --shape slow,fast`);
}

export const filePanels = ({ panels, masks = [] }: DecodedImage): FilePanel[] =>
  panels.map(({ data, shape: [slow = 0, fast = 0] }, p) => {
    const mask = masks[p];
    return { pixels: data, shape: [slow, fast], ...(mask && { mask }) };
  });

/**
 * Reads an image.
 *
 * @param number of the image, for files that hold several; from 1
 * @throws BraggsimError as `openSized` does
 */
export async function readImage(path: string, shape?: GivenShape, number = 1, masks?: ImageMasks): Promise<FileImage> {
  const known = await openSized(path, shape, masks);
  try {
    const panels = filePanels(await imageNumber(known, number));
    return { path, format: known.file.format, panels, facts: known.facts, warnings: warningsOf(known) };
  } finally {
    await known.file.close();
  }
}

/** Whether a file says nothing about its size. */
export const isRaw = (path: string): boolean => formatOf(path, readImageBytes(path)) === 'raw';

/** `512 x 1024 pixels (slow x fast)`, or the same of several panels. */
export function sizeInWords({ panels }: Pick<FileImage, 'panels'>): string {
  const sizes = [...new Set(panels.map(({ shape: [slow, fast] }) => `${slow} x ${fast}`))];
  if (panels.length === 1) return `${sizes[0]} pixels (slow x fast)`;
  return `${panels.length} panels of ${sizes.join(' and ')} pixels (slow x fast)`;
}

/** Says that no image needs its size told. */
export const idleShape = (paths: readonly string[]): Error =>
  usageError(
    `--shape is of raw float images, and ${paths.map((path) => `'${path}'`).join(', ')} ${paths.length === 1 ? 'knows its' : 'know their'} size: leave it out`,
  );
