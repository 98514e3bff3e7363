import { dataError } from '@braggsim/core';
import type { Attribute, Dataset } from 'h5wasm';

/** Largest number of pixels of one image, or of one compressed chunk of the file, far above that of any detector. */
export const LARGEST_FRAME = 2 ** 26;
/** Largest number of images: a week of a detector that records fifteen images per second. */
const MAX_IMAGES = 10_000_000;
/** Largest size, in bytes, of a value that describes the images, such as the angles of all images. */
const LARGEST_VALUE = 2 ** 27;

const NUMERIC_CLASSES = [0, 1];
/** The HDF5 type class of the booleans of h5py, an enumeration of one byte. */
const BOOLEAN_CLASS = 8;
const LARGEST_NUMBER = 8;

const product = (sizes: readonly number[] | null): number => (sizes ?? []).reduce((total, n) => total * n, 1);

/**
 * Checks the declared size and type of a stack of images, or of a part of it in another file, before any of it is read:
 * a damaged or hostile file can claim chunks that unpack to any size.
 *
 * @throws BraggsimError (`data`) for sizes and types beyond the limits
 */
export function checkDeclared({ metadata }: Dataset): void {
  const { shape, chunks, type, size } = metadata;
  const [images = 0] = shape ?? [];
  if (images > MAX_IMAGES) {
    throw dataError(`this HDF5 file claims ${images} images; up to ${MAX_IMAGES} can be read: it is damaged`);
  }
  const piece = product(chunks);
  if (!NUMERIC_CLASSES.includes(type) || size > LARGEST_NUMBER || piece > LARGEST_FRAME) {
    throw dataError(
      `the images of this HDF5 file are of type ${type} with ${size} bytes in pieces of ${piece}; whole numbers or floats in pieces of up to ${LARGEST_FRAME} can be read`,
    );
  }
}

/**
 * Checks the declared size and type of a pixel mask before any of it is read.
 *
 * @throws BraggsimError (`data`) for sizes and types beyond the limits
 */
export function checkNumbers({ metadata, path }: Dataset): void {
  const { shape, chunks, type, size } = metadata;
  const isBoolean = type === BOOLEAN_CLASS && size === 1;
  const frame = product(shape?.slice(-2) ?? []);
  if ((isBoolean || NUMERIC_CLASSES.includes(type)) && size <= LARGEST_NUMBER) {
    if (product(chunks) <= LARGEST_FRAME && frame <= LARGEST_FRAME) return;
  }
  throw dataError(
    `'${path}' of this HDF5 file is of type ${type} with ${size} bytes, in frames of ${frame} and pieces of ${product(chunks)}; whole numbers in frames of up to ${LARGEST_FRAME} can be read`,
  );
}

/**
 * Reads the pixels of one image of a checked stack.
 *
 * @param index index of the image, from 0
 * @throws BraggsimError (`data`) when they cannot be read completely
 */
export function frameOfStack(dataset: Dataset, index: number): unknown {
  try {
    return dataset.slice([[index, index + 1], [], []]);
  } catch (cause) {
    const message =
      'the pixels of this HDF5 image cannot be unpacked: it is damaged, stores them in another file, or its compression filter is missing';
    throw dataError({ message, cause });
  }
}

/**
 * Reads the last two dimensions of an array whose declaration was checked.
 *
 * @param leading indices of the dimensions before these
 * @throws BraggsimError (`data`) when they cannot be read completely
 */
export function partOfArray(dataset: Dataset, leading: readonly number[]): unknown {
  try {
    return dataset.slice([...leading.map((index): [number, number] => [index, index + 1]), [], []]);
  } catch (cause) {
    const message = `'${dataset.path}' of this HDF5 file cannot be unpacked: it is damaged, or its compression filter is missing`;
    throw dataError({ message, cause });
  }
}

/**
 * Reads a dataset or attribute that describes the images.
 *
 * @throws BraggsimError (`data`) when its declared size is larger than any such value needs
 */
export function smallValue(holder: Dataset | Attribute | undefined): unknown {
  if (!holder) return undefined;
  const { shape, size } = holder.metadata;
  const bytes = product(shape) * size;
  if (bytes <= LARGEST_VALUE) return holder.value;
  throw dataError(`a value of this HDF5 file claims ${bytes} bytes; up to ${LARGEST_VALUE} are read: it is damaged`);
}
