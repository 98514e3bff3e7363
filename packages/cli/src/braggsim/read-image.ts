import { dataError, fromRegistry, type Pixels, usageError } from '@braggsim/core';
import { codecFor, codecs } from '@braggsim/detector-io';
import { inFile, readInput } from '../files';

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
  readonly bytes: Uint8Array;
}

/** [slow, fast] of images that do not know their size. */
export type GivenShape = readonly [number, number] | undefined;

/** First bytes of formats that show what they are, whatever their name. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['{\nHEADER_BYT', 'smv'],
  ['P5', 'pgm'],
  ['###CBF', 'cbf'],
  ['II*\0', 'tiff'],
  ['\x89HDF\r\n', 'nxmx'],
];

/** The codec for a file by its first bytes, or else by its name. */
export async function codecOf(path: string, bytes: Uint8Array) {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const known = MAGIC.find(([magic]) => start.startsWith(magic));
  return known ? fromRegistry(codecs, known[1], 'image format') : codecFor(path);
}

/**
 * Reads an image of any format that can be read, told by its content or else its name.
 *
 * @throws BraggsimError (`data`) for anything that is no image of one panel, (`usage`) for a raw one without a shape
 */
export async function readImage(path: string, shape?: GivenShape): Promise<FileImage> {
  const bytes = readInput(path, 'image');
  const codec = await codecOf(path, bytes);
  if (!codec.decode) throw dataError(`${path}: ${codec.id} images can be written, not read; give the image itself`);
  if (codec.id === 'raw' && !shape) {
    throw usageError(`'${path}' is a raw image, which does not know its size; give --shape slow,fast`);
  }
  const params = shape ? { pixelsSlow: shape[0], pixelsFast: shape[1] } : {};
  const { panels } = inFile(path, () => codec.decode?.(bytes, params) ?? { panels: [] });
  const [panel] = panels;
  if (!panel || panels.length > 1) throw dataError(`${path} has ${panels.length} panels; one can be looked at`);
  const [slow = 0, fast = 0] = panel.shape;
  return { path, format: codec.id, pixels: panel.data, shape: [slow, fast], bytes };
}

/** Whether a file says nothing about its size. */
export const isRaw = async (path: string): Promise<boolean> =>
  (await codecOf(path, readInput(path, 'image'))).id === 'raw';
