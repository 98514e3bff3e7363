import { dataError } from '@braggsim/core';
import type { Attribute, Dataset } from 'h5wasm';

/** Pixels of one image, or of one compressed piece of the file: what a frame of any detector stays far below. */
export const LARGEST_FRAME = 2 ** 26;
/** A week of a detector that takes fifteen images a second. */
const MAX_IMAGES = 10_000_000;
/** Bytes of a value that describes the images, such as an angle of each. */
const LARGEST_VALUE = 2 ** 27;

const NUMERIC_CLASSES = [0, 1];
/** Booleans of h5py are an enumeration of one byte. */
const BOOLEAN_CLASS = 8;
const LARGEST_NUMBER = 8;

const product = (sizes: readonly number[] | null): number => (sizes ?? []).reduce((total, n) => total * n, 1);

/**
 * Looks at what a stack of images, or a part of one in another file, declares before anything of it is read: a damaged or
 * hostile file may claim pieces that unpack to any size.
 *
 * @throws BraggsimError (`data`)
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
 * Looks at what a mask of pixels declares before anything of it is read.
 *
 * @throws BraggsimError (`data`)
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
 * The pixels of one image of a stack that was looked at.
 *
 * @param index from 0
 * @throws BraggsimError (`data`) when they cannot be read whole
 */
export function frameOfStack(dataset: Dataset, index: number): unknown {
  try {
    return dataset.slice([[index, index + 1], [], []]);
  } catch (cause) {
    const message =
      'the pixels of this HDF5 image cannot be unpacked: it is damaged, keeps them in another file, or its compression filter is missing';
    throw dataError({ message, cause });
  }
}

/**
 * The last two dimensions of an array that was looked at.
 *
 * @param leading indices before these
 * @throws BraggsimError (`data`) when they cannot be read whole
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
 * The value of a dataset or attribute that describes the images.
 *
 * @throws BraggsimError (`data`) when it claims more than any such value needs
 */
export function smallValue(holder: Dataset | Attribute | undefined): unknown {
  if (!holder) return undefined;
  const { shape, size } = holder.metadata;
  const bytes = product(shape) * size;
  if (bytes <= LARGEST_VALUE) return holder.value;
  throw dataError(`a value of this HDF5 file claims ${bytes} bytes; up to ${LARGEST_VALUE} are read: it is damaged`);
}
