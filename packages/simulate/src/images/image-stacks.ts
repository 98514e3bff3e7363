import { dataError, isBraggsimError, type StageValues } from '@braggsim/core';
import { combinedMask, type DecodedImage, type LinkedStack, type PixelMask } from '@braggsim/core/derived';
import { type FileMetadata, splitFrame } from '@braggsim/detector-io';
import type { ImageFile, ImageFiles } from './image-file';

/** An open image file whose metadata was read. */
export interface InspectedImage {
  readonly file: ImageFile;
  readonly params: StageValues;
  /** The metadata that it gives with these parameters. */
  readonly facts: FileMetadata | undefined;
}

/** Images that are in one file: in that which was opened, or in a data file beside it. */
export interface ImageStack {
  readonly images: number;
  /** Decodes an image by its index, from 0. */
  readonly decode: (index: number) => Promise<DecodedImage>;
}

/** Largest number of files that lead from one to the next before their images are found. */
const MAX_ROUNDS = 8;

/**
 * Reads the metadata of a file, once the files beside it that it points into are attached.
 *
 * @throws BraggsimError (`data`) for one that is not in its folder
 */
async function factsOf(files: ImageFiles, file: ImageFile, params: StageValues): Promise<FileMetadata | undefined> {
  const attached = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const facts = await file.facts(params);
    const names = (facts?.neighbours ?? []).filter((name) => !attached.has(name));
    if (names.length === 0 || !file.attach) return facts;
    await file.attach(names.map((name) => ({ name, path: files.beside(file.path, name) })));
    for (const name of names) attached.add(name);
  }
  throw dataError(`${file.path} points into files that point into others, more than ${MAX_ROUNDS} deep`);
}

/**
 * Opens an image file and reads its metadata, also from files beside it that it points into. The caller closes it.
 *
 * @throws BraggsimError (`data`) when it cannot be read
 */
export async function inspectImage(files: ImageFiles, path: string, params: StageValues): Promise<InspectedImage> {
  const file = await files.open(path, 'image');
  try {
    return { file, params, facts: await factsOf(files, file, params) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

const stackOf = ({ file, params }: InspectedImage, images: number): ImageStack => ({
  images,
  decode: (index) => file.decode({ ...params, image: index + 1 }),
});

/** Yields the stack of a data file, which is open until the generator continues. */
async function* linkedStack(
  files: ImageFiles,
  path: string,
  { dataset }: LinkedStack,
  { params, facts }: InspectedImage,
): AsyncGenerator<ImageStack> {
  const file = await files.open(path, 'data file');
  try {
    if (file.format !== 'nxmx') throw dataError(`${path} is not an HDF5 file, and a master file has images in it`);
    const inside = { ...params, dataset, rules: facts?.linked?.rules };
    const { images } = (await factsOf(files, file, inside)) ?? { images: 0 };
    yield stackOf({ file, params: inside, facts: undefined }, images);
  } finally {
    await file.close();
  }
}

/** Adds the mask of a master file to that of a frame. */
function masked(frame: DecodedImage, mask: PixelMask | undefined): DecodedImage {
  const [pixels] = frame.panels;
  if (!mask || !pixels || mask.length !== pixels.size) return frame;
  return { ...frame, masks: [combinedMask(mask, frame.masks?.[0])] };
}

/** Puts the name of a file before the message of an error about it. */
function split(path: string, frame: DecodedImage, panels: Parameters<typeof splitFrame>[1]): DecodedImage {
  try {
    return splitFrame(frame, panels);
  } catch (error) {
    if (!isBraggsimError(error)) throw error;
    throw dataError({ message: `${path}: ${error.message}`, cause: error });
  }
}

/** Yields the stacks of a file in order: one, or one for each data file of a master file. Each is opened when it is asked for. */
export async function* imageStacks(files: ImageFiles, known: InspectedImage): AsyncGenerator<ImageStack> {
  const { file, facts } = known;
  const { stacks, panels = [], mask } = facts?.linked ?? {};
  if (!stacks) return yield stackOf(known, facts?.images ?? 1);
  const paths = stacks.map((stack) => files.beside(file.path, stack.file));
  for (const [i, stack] of stacks.entries()) {
    const path = paths[i] as string;
    for await (const { images, decode } of linkedStack(files, path, stack, known)) {
      yield { images, decode: async (index) => split(path, masked(await decode(index), mask), panels) };
    }
  }
}
