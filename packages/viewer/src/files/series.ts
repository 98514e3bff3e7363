import { dataError } from '@braggsim/core';
import {
  type ImageFiles,
  type ImageStack,
  type InspectedImage,
  imageStacks,
  inspectImage,
} from '@braggsim/simulate/images';
import { named } from './open-files';

/** Size of raw images, which do not contain it. */
export interface RawShape {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** A file of a series, with the images that it holds. */
export interface OpenEntry {
  readonly name: string;
  readonly images: number;
}

/** An image of a series with the metadata of its file. */
export interface SeriesImage {
  readonly name: string;
  readonly known: InspectedImage;
  readonly image: Awaited<ReturnType<ImageStack['decode']>>;
  /** Index of the image in its file, from 0. */
  readonly index: number;
  /** How several images, beginning with this one, were combined; absent for a single one. */
  readonly stack?: { readonly what: string; readonly count: number; readonly isSum: boolean };
}

/** The images of several files in order. */
export interface ImageSeries {
  readonly entries: readonly OpenEntry[];
  /** Why files were left out, a sentence each. */
  readonly problems: readonly string[];
  /** An HDF5 file that could not be read, at which opening has ended. */
  readonly damaged?: string;
  /** Whether one of the files is of HDF5. */
  readonly hasHdf5: boolean;
  load(image: number): Promise<SeriesImage>;
}

const isHdf5 = (name: string): boolean => /\.(h5|hdf5|nxs|hdf)$/i.test(name);

/** Orders names as people count: image_2 before image_10. */
const byName = new Intl.Collator('en', { numeric: true }).compare;

/** A file whose images are known. */
interface Counted extends OpenEntry {
  readonly known: InspectedImage;
  readonly stacks: readonly ImageStack[];
}

async function counted(files: ImageFiles, name: string, params: object): Promise<Counted> {
  const known = await inspectImage(files, name, { ...params });
  const stacks: ImageStack[] = [];
  for await (const stack of imageStacks(files, known)) stacks.push(stack);
  return { name, known, stacks, images: stacks.reduce((sum, { images }) => sum + images, 0) };
}

/** Returns the names of data files that a master file refers to. */
const namesWithin = (files: ImageFiles, { name, known }: Counted): string[] => {
  const { linked, neighbours = [] } = known.facts ?? {};
  return [...neighbours, ...(linked?.stacks ?? []).map(({ file }) => file)].map((file) => files.beside(name, file));
};

/**
 * Opens files as one series, in the order of their names. HDF5 files are opened at once, since they may hold many images or refer to
 * others, which are then left out of the list; other files hold an image each and are opened when it is shown.
 *
 * @param rawShape size of raw images; square ones need none
 */
export async function openSeries(
  files: ImageFiles,
  names: readonly string[],
  rawShape: RawShape | undefined,
): Promise<ImageSeries> {
  const ordered = [...names].sort(byName);
  const problems: string[] = [];
  const params = rawShape ?? {};
  const known = new Map<string, Promise<Counted>>();
  const data = new Set<string>();
  const entries: OpenEntry[] = [];
  // Master files come first, so that their data files are not opened as images of their own.
  const masters = ordered.filter(isHdf5).sort((a, b) => Number(/master/i.test(b)) - Number(/master/i.test(a)));
  const counts = new Map<string, number>();
  let damaged: string | undefined;
  for (const name of masters) {
    if (data.has(name)) continue;
    try {
      const file = await counted(files, name, params);
      for (const other of namesWithin(files, file)) data.add(other);
      known.set(name, Promise.resolve(file));
      counts.set(name, file.images);
    } catch (error) {
      problems.push(named(name, error).message);
      // The library may refuse valid files after this one.
      damaged = name;
      break;
    }
  }
  for (const name of ordered) if (!data.has(name)) entries.push({ name, images: counts.get(name) ?? 1 });
  return {
    entries: damaged === undefined ? entries.filter(({ images }) => images > 0) : [],
    problems,
    ...(damaged !== undefined && { damaged }),
    hasHdf5: masters.length > 0,
    async load(image) {
      let index = image;
      for (const { name, images } of entries) {
        if (index >= images) {
          index -= images;
          continue;
        }
        const opened = known.get(name) ?? counted(files, name, await shapeFor(files, name, params));
        known.set(name, opened);
        opened.catch(() => known.delete(name));
        const file = await opened;
        return { name, known: file.known, index, image: await decoded(file, index) };
      }
      throw dataError(`there is no image ${image + 1} in the open files`);
    },
  };
}

/** Bytes of a value of a raw image. */
const RAW_BYTES = 4;

/** Guesses the size of a raw image that is square. @throws BraggsimError (`data`) for another one */
async function shapeFor(files: ImageFiles, name: string, params: object): Promise<object> {
  const file = await files.open(name, 'image');
  if (file.format !== 'raw' || 'pixelsFast' in params) return params;
  const values = (file.size ?? 0) / RAW_BYTES;
  if (values === 0 || !Number.isInteger(values)) {
    throw dataError(
      `${name} is no raw image: it has ${file.size} bytes, and values of ${RAW_BYTES} bytes were expected`,
    );
  }
  const edge = Math.sqrt(values);
  if (Number.isInteger(edge)) return { pixelsFast: edge, pixelsSlow: edge };
  throw dataError(
    `${name} is a raw image, which does not contain its size, and it is not square: enter the size of raw images under Files`,
  );
}

async function decoded({ stacks }: Counted, index: number): Promise<SeriesImage['image']> {
  let rest = index;
  for (const { images, decode } of stacks) {
    if (rest < images) return decode(rest);
    rest -= images;
  }
  throw dataError(`there is no image ${index + 1} in this file`);
}
