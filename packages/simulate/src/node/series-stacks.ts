import type { StageValues } from '@braggsim/core';
import type { OutputFiles } from '@braggsim/core/node';
import { besideFile } from '@braggsim/core/text';
import type { FrameFile } from '@braggsim/detector-io';
import type { ChunkStack, ElementArray } from '@braggsim/detector-io/node';
import type { Output } from '../outputs';
import type { EncodedFile } from '../recorder';

/** Level of the compression of images. */
const LEVEL = 4;
/** The stack of images in NXmx files. */
const DATASET = 'entry/data/data';

/** What of an output decides how it is written. */
type SeriesOutput = Pick<Output, 'codec' | 'together' | 'pattern'>;

/** Writes the files of a series. The stacks of images of NXmx files go to the disk image by image, compressed by other threads. */
export interface SeriesStacks {
  /** Parameters by which the writer of an output gives its images to these stacks; undefined for an output that keeps them itself. */
  parametersOf(output: SeriesOutput): StageValues | undefined;
  /**
   * Resolves when at most so many images of each file wait to be compressed, and all others are written.
   *
   * @throws BraggsimError (`data`) when that is not possible
   */
  settled(waiting: number): Promise<void>;
  /** Writes a file that is complete, but for its stack of images if that is here. */
  write(file: EncodedFile): Promise<void>;
}

/** Tells whether the HDF5 library stores the images of an output: the filter of bslz4 is a plug-in of it. */
const isStoredByLibrary = ({ codec, together }: SeriesOutput, { compression }: StageValues): boolean =>
  codec.id !== 'nxmx' || !together || compression === 'bslz4';

/**
 * Prepares the files of a series.
 *
 * @param files where all of them are written
 * @param stored parameters of NeXus files
 */
export async function seriesStacks(
  files: Pick<OutputFiles, 'write' | 'beginBehind'>,
  outputs: readonly SeriesOutput[],
  stored: StageValues,
): Promise<SeriesStacks> {
  const isNeeded = !outputs.every((output) => isStoredByLibrary(output, stored));
  const hdf5 = isNeeded ? await import('@braggsim/detector-io/node') : undefined;
  const gzip = stored.compression === 'none' ? undefined : LEVEL;
  const stacks = new Map<string, ChunkStack>();
  return {
    parametersOf(output) {
      if (!hdf5 || isStoredByLibrary(output, stored)) return undefined;
      const takeFrame = (pixels: ElementArray, shape: readonly [number, number], file: FrameFile): void => {
        const path = besideFile(output.pattern, file.name);
        const begin = (): ChunkStack => {
          const dataset = { type: hdf5.elementTypeOf(pixels), shape, gzip };
          return hdf5.chunkStack(files.beginBehind(path, file.otherBytes), DATASET, dataset, file.otherBytes);
        };
        const stack = stacks.get(path) ?? begin();
        stacks.set(path, stack);
        stack.add(pixels);
      };
      return { ...stored, takeFrame } as StageValues;
    },
    async settled(waiting) {
      for (const stack of stacks.values()) await stack.settled(waiting);
    },
    async write({ path, chunks }) {
      const stack = stacks.get(path);
      const [library] = chunks;
      if (!stack || !library) return files.write(path, chunks);
      stacks.delete(path);
      await stack.complete(library);
    },
  };
}
