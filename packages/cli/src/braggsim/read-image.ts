import { dataError, type FileFacts, type Pixels, usageError } from '@braggsim/core';
import { readInput } from '../files';
import { formatOf } from './image-file';
import { imageNumber, openKnown } from './image-stacks';

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

/** A picture of one panel, as it stood in its file. */
export interface FileImage {
  readonly path: string;
  /** Id of its format. */
  readonly format: string;
  readonly pixels: Pixels;
  /** [slow, fast] */
  readonly shape: readonly [number, number];
  /** What the file says besides; of a master file, what that one says. */
  readonly facts: FileFacts | undefined;
}

/** [slow, fast] of images that do not know their size. */
export type GivenShape = readonly [number, number] | undefined;

/**
 * Reads an image of any format that can be read, told by its content or else its name.
 *
 * @param number of the image, for files that hold several; from 1
 * @throws BraggsimError (`data`) for anything that is no image of one panel, (`usage`) for a raw one without a shape
 */
export async function readImage(path: string, shape?: GivenShape, number = 1): Promise<FileImage> {
  const known = await openKnown(path, shape ? { pixelsSlow: shape[0], pixelsFast: shape[1] } : {});
  const { file, facts } = known;
  try {
    if (file.format === 'raw' && !shape) {
      throw usageError(`'${path}' is a raw image, which does not know its size; give --shape slow,fast`);
    }
    const { panels } = await imageNumber(known, number);
    const [panel] = panels;
    if (!panel || panels.length > 1) throw dataError(`${path} has ${panels.length} panels; one can be looked at`);
    const [slow = 0, fast = 0] = panel.shape;
    return { path, format: file.format, pixels: panel.data, shape: [slow, fast], facts };
  } finally {
    await file.close();
  }
}

/** Whether a file says nothing about its size. */
export const isRaw = (path: string): boolean => formatOf(path, readInput(path, 'image')) === 'raw';
