import { dataError, type FileFacts, type Pixels, type StageValues, usageError } from '@braggsim/core';
import { readInput } from '../files';
import { formatOf, openImage } from './image-file';

/** Raw float images do not say how large they are. */
export const SHAPE_OPTION = {
  type: 'numbers',
  count: 2,
  flag: '--shape',
  value: 'slow,fast',
  doc: 'rows and columns of raw float images; in a comparison, those of the other image when absent',
} as const;

/** A picture of one panel, as it stood in its file. */
export interface FileImage {
  readonly path: string;
  /** Id of its format. */
  readonly format: string;
  readonly pixels: Pixels;
  /** [slow, fast] */
  readonly shape: readonly [number, number];
  /** Its content; empty for NeXus, which is read elsewhere. */
  readonly bytes: Uint8Array;
}

/** [slow, fast] of images that do not know their size. */
export type GivenShape = readonly [number, number] | undefined;

/** The reading parameters of a shape. */
const sized = (shape: GivenShape): StageValues => (shape ? { pixelsSlow: shape[0], pixelsFast: shape[1] } : {});

/**
 * Reads an image of any format that can be read, told by its content or else its name.
 *
 * @throws BraggsimError (`data`) for anything that is no image of one panel, (`usage`) for a raw one without a shape
 */
export async function readImage(path: string, shape?: GivenShape): Promise<FileImage> {
  const bytes = readInput(path, 'image');
  const file = await openImage(path, bytes);
  try {
    if (file.format === 'raw' && !shape) {
      throw usageError(`'${path}' is a raw image, which does not know its size; give --shape slow,fast`);
    }
    const { panels } = await file.decode(sized(shape));
    const [panel] = panels;
    if (!panel || panels.length > 1) throw dataError(`${path} has ${panels.length} panels; one can be looked at`);
    const [slow = 0, fast = 0] = panel.shape;
    return { path, format: file.format, pixels: panel.data, shape: [slow, fast], bytes };
  } finally {
    await file.close();
  }
}

/** What a file says about how its images came to be; undefined where its format says nothing. */
export async function readFacts(path: string, shape?: GivenShape): Promise<FileFacts | undefined> {
  const file = await openImage(path, readInput(path, 'image'));
  try {
    return await file.facts(sized(shape));
  } finally {
    await file.close();
  }
}

/** Whether a file says nothing about its size. */
export const isRaw = (path: string): boolean => formatOf(path, readInput(path, 'image')) === 'raw';
