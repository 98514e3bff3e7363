import { dataError, type StageValues } from '@braggsim/core';
import type { DecodedImage } from '@braggsim/core/derived';
import type { ImageMasks } from '../images/image-masks';
import { type ImageStack, type InspectedImage, imageStacks, inspectImage } from '../images/image-stacks';
import { diskFiles } from './image-file';

/** An image file that was looked at. */
export interface InspectedFile extends InspectedImage {
  /** Masks from other files. */
  readonly masks?: ImageMasks | undefined;
}

/**
 * Opens an image file and looks at it, and at files beside it that it points into. The caller closes it.
 *
 * @param masks from other files, which its images get besides their own
 * @throws BraggsimError (`data`) when it cannot be read, or is of a format that cannot
 */
export async function openInspected(path: string, params: StageValues, masks?: ImageMasks): Promise<InspectedFile> {
  const known = await inspectImage(diskFiles, path, params);
  try {
    return { ...known, facts: masks ? masks.described(known.facts) : known.facts, masks };
  } catch (error) {
    await known.file.close();
    throw error;
  }
}

/** Returns what of an open file and of its masks cannot be kept, a sentence each with the name of the file. */
export const warningsOf = ({ file, facts, masks }: InspectedFile): string[] => [
  ...(facts?.warnings ?? []).map((warning) => `'${file.path}': ${warning}`),
  ...(masks?.warnings ?? []),
];

const withMasks = ({ masks }: InspectedFile, image: DecodedImage): DecodedImage => masks?.apply(image) ?? image;

const stacksOf = (known: InspectedFile): AsyncGenerator<ImageStack> => imageStacks(diskFiles, known);

/** Iterates over every image of a file with its index, data files beside it included. */
export async function* everyImage(known: InspectedFile): AsyncGenerator<readonly [number, DecodedImage]> {
  let before = 0;
  for await (const { images, decode } of stacksOf(known)) {
    for (let index = 0; index < images; index++) yield [before + index, withMasks(known, await decode(index))];
    before += images;
  }
}

/** Returns the images of a file, those of data files beside it included. */
export async function countImages(known: InspectedFile): Promise<number> {
  let count = 0;
  for await (const { images } of stacksOf(known)) count += images;
  return count;
}

/**
 * Reads one image of a file or of the data files beside it.
 *
 * @param number from 1
 * @throws BraggsimError (`data`) when there are fewer
 */
export async function imageNumber(known: InspectedFile, number: number): Promise<DecodedImage> {
  let before = 0;
  for await (const { images, decode } of stacksOf(known)) {
    if (number <= before + images) return withMasks(known, await decode(number - 1 - before));
    before += images;
  }
  throw dataError(`${known.file.path} has ${before} image${before === 1 ? '' : 's'}: there is no image ${number}`);
}
