import type { PixelMask, Pixels } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import { type InspectedFile, imageNumber, warningsOf } from './image-stacks';

/** The pixels of a panel as they are in its file. */
export interface FilePanel {
  readonly pixels: Pixels;
  /** Shape of the panel, [slow, fast]. */
  readonly shape: readonly [number, number];
  readonly mask?: PixelMask;
}

/** An image as it is stored in its file. */
export interface FileImage {
  readonly path: string;
  /** Id of the format of the file. */
  readonly format: string;
  readonly panels: readonly FilePanel[];
  /** Metadata of the file; of the master file where there is one. */
  readonly facts: FileMetadata | undefined;
  /** What of the file and its masks cannot be kept, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads one image of an open file, or of the data files beside it, and closes the file.
 *
 * @param number number of the image, from 1
 * @throws BraggsimError (`data`) when there are fewer images, or when the file is damaged
 */
export async function readOnce(known: InspectedFile, number: number): Promise<FileImage> {
  const { path, format } = known.file;
  try {
    const { panels, masks = [] } = await imageNumber(known, number);
    return {
      path,
      format,
      panels: panels.map(({ data, shape: [slow = 0, fast = 0] }, p) => {
        const mask = masks[p];
        return { pixels: data, shape: [slow, fast], ...(mask && { mask }) };
      }),
      facts: known.facts,
      warnings: warningsOf(known),
    };
  } finally {
    await known.file.close();
  }
}

/**
 * Returns the least value of an overloaded pixel of an image: the count cutoff of the file, or else the largest value of 16
 * or 8 bits; undefined for other numbers.
 */
export function fullScale({ facts, panels: [panel] }: FileImage): number | undefined {
  if (facts?.saturation !== undefined) return facts.saturation;
  if (panel?.pixels instanceof Uint16Array) return 0xffff;
  return panel?.pixels instanceof Uint8Array ? 0xff : undefined;
}
