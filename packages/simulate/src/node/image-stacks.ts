import { dataError, type StageValues } from '@braggsim/core';
import { combinedMask, type DecodedImage, type LinkedStack, type PixelMask } from '@braggsim/core/derived';
import { fileBeside, inFile } from '@braggsim/core/node';
import { type FileMetadata, splitFrame } from '@braggsim/detector-io';
import { type ImageFile, openImage, readImageBytes } from './image-file';
import type { ImageMasks } from './mask-files';

/** An image file that was looked at. */
export interface InspectedFile {
  readonly file: ImageFile;
  readonly params: StageValues;
  /** What it says with these parameters. */
  readonly facts: FileMetadata | undefined;
  /** Masks from other files. */
  readonly masks?: ImageMasks | undefined;
}

/** Files that point into files that point into others. */
const MAX_ROUNDS = 8;

/**
 * What a file says, once the files beside it that it points into are attached.
 *
 * @throws BraggsimError (`data`) for one that is not in its folder
 */
async function factsOf(file: ImageFile, params: StageValues): Promise<FileMetadata | undefined> {
  const attached = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const facts = await file.facts(params);
    const names = (facts?.neighbours ?? []).filter((name) => !attached.has(name));
    if (names.length === 0 || !file.attach) return facts;
    await file.attach(names.map((name) => ({ name, path: fileBeside(file.path, name) })));
    for (const name of names) attached.add(name);
  }
  throw dataError(`${file.path} points into files that point into others, more than ${MAX_ROUNDS} deep`);
}

/**
 * Opens an image file and looks at it, and at files beside it that it points into. The caller closes it.
 *
 * @param masks from other files, which its images get besides their own
 * @throws BraggsimError (`data`) when it cannot be read, or is of a format that cannot
 */
export async function openInspected(path: string, params: StageValues, masks?: ImageMasks): Promise<InspectedFile> {
  const file = await openImage(path, readImageBytes(path));
  try {
    const facts = await factsOf(file, params);
    return { file, params, facts: masks ? masks.described(facts) : facts, masks };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Images that are in one file: in that which was opened, or in a data file beside it. */
interface ImageStack {
  readonly images: number;
  /** @param index from 0 */
  readonly decode: (index: number) => Promise<DecodedImage>;
}

const stackOf = ({ file, params }: InspectedFile, images: number): ImageStack => ({
  images,
  decode: (index) => file.decode({ ...params, image: index + 1 }),
});

/** The stack of a data file, which is open until the generator goes on. */
async function* linkedStack(
  path: string,
  { dataset }: LinkedStack,
  { params, facts }: InspectedFile,
): AsyncGenerator<ImageStack> {
  const file = await openImage(path, readImageBytes(path, 'data file'));
  try {
    if (file.format !== 'nxmx') throw dataError(`${path} is not an HDF5 file, and a master file has images in it`);
    const inside = { ...params, dataset, rules: facts?.linked?.rules };
    const { images } = (await factsOf(file, inside)) ?? { images: 0 };
    yield stackOf({ file, params: inside, facts: undefined }, images);
  } finally {
    await file.close();
  }
}

/** A frame with the mask of its master file besides its own. */
function masked(frame: DecodedImage, mask: PixelMask | undefined): DecodedImage {
  const [pixels] = frame.panels;
  if (!mask || !pixels || mask.length !== pixels.size) return frame;
  return { ...frame, masks: [combinedMask(mask, frame.masks?.[0])] };
}

/** The stacks of a file in order: one, or one for each data file of a master file. Each is read when it is asked for. */
async function* imageStacks(known: InspectedFile): AsyncGenerator<ImageStack> {
  const { file, facts } = known;
  const { stacks, panels = [], mask } = facts?.linked ?? {};
  if (!stacks) return yield stackOf(known, facts?.images ?? 1);
  const paths = stacks.map((stack) => fileBeside(file.path, stack.file));
  for (const [i, stack] of stacks.entries()) {
    const path = paths[i] as string;
    for await (const { images, decode } of linkedStack(path, stack, known)) {
      const split = async (index: number) => {
        const frame = await decode(index);
        return inFile(path, () => splitFrame(masked(frame, mask), panels));
      };
      yield { images, decode: split };
    }
  }
}

/** What of an open file and of its masks cannot be kept, a sentence each with the name of the file. */
export const warningsOf = ({ file, facts, masks }: InspectedFile): string[] => [
  ...(facts?.warnings ?? []).map((warning) => `'${file.path}': ${warning}`),
  ...(masks?.warnings ?? []),
];

const withMasks = ({ masks }: InspectedFile, image: DecodedImage): DecodedImage => masks?.apply(image) ?? image;

/** Every image of a file with its index, data files beside it included. */
export async function* everyImage(known: InspectedFile): AsyncGenerator<readonly [number, DecodedImage]> {
  let before = 0;
  for await (const { images, decode } of imageStacks(known)) {
    for (let index = 0; index < images; index++) yield [before + index, withMasks(known, await decode(index))];
    before += images;
  }
}

/** Images of a file, those of data files beside it included. */
export async function countImages(known: InspectedFile): Promise<number> {
  let count = 0;
  for await (const { images } of imageStacks(known)) count += images;
  return count;
}

/**
 * One image of a file, data files beside it included.
 *
 * @param number from 1
 * @throws BraggsimError (`data`) when there are fewer
 */
export async function imageNumber(known: InspectedFile, number: number): Promise<DecodedImage> {
  let before = 0;
  for await (const { images, decode } of imageStacks(known)) {
    if (number <= before + images) return withMasks(known, await decode(number - 1 - before));
    before += images;
  }
  throw dataError(`${known.file.path} has ${before} image${before === 1 ? '' : 's'}: there is no image ${number}`);
}
