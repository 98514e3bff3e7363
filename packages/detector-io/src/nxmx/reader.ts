import { dataError } from '@braggsim/core';
import {
  combinedMask,
  type DecodedImage,
  type MaskingRules,
  type PanelRows,
  type Pixels,
} from '@braggsim/core/derived';
import type { Dataset, File, Group } from 'h5wasm';
import ndarray from 'ndarray';
import { checkLimit, plainPixels, type ReadLimits, type Samples } from '../bytes';
import { checkedShape } from '../frame';
import { checkDeclared, checkNumbers, frameOfStack, LARGEST_FRAME, partOfArray, smallValue } from './checked-read';
import { type Hdf5, isDataset, isGroup, withHdf5 } from './hdf5';
import { maskingRules } from './instrument';
import { fileMask, valueMask } from './mask';
import { LARGEST_GROUP, members } from './members';
import { moduleRows } from './modules';
import type { ByteSource, Neighbour } from './neighbours';
import { nexusPlaces } from './places';
import { checkSources, requireNeighbours } from './virtual-sources';

export interface NxmxReading extends ReadLimits {
  /** Path of the stack of images; searched for when absent. */
  readonly dataset?: string | undefined;
  /** Neighbouring files that the file may refer to. */
  readonly neighbours?: readonly Neighbour[] | undefined;
  /** Reads the file itself on demand, in place of its bytes; the limit on its size does not apply then. */
  readonly content?: ByteSource | undefined;
  /** Path of an array that is read instead of images, such as a mask, and the indices of its dimensions before the last two. */
  readonly array?: string | undefined;
  readonly leading?: readonly number[] | undefined;
  /** Rules for the pixel values of a data file that come from its master file. */
  readonly rules?: MaskingRules | undefined;
}

/** Returns the bytes of a file, once their number was checked, or what reads them. @throws BraggsimError (`data`) for too many */
export function contentOf(bytes: Uint8Array, options: NxmxReading): Uint8Array | ByteSource {
  if (options.content) return options.content;
  checkLimit(bytes, 'HDF5', options);
  return bytes;
}

/**
 * Reads one image of a NeXus file from any source, with its pixel mask.
 *
 * @param image number of the image, from 1
 * @throws BraggsimError (`data`) when there is no such image, or the file is damaged or exceeds the limits
 */
export function readNxmx(hdf5: Hdf5, bytes: Uint8Array, image = 1, options: NxmxReading = {}): DecodedImage {
  const content = contentOf(bytes, options);
  const { dataset: path, neighbours, rules, array, leading = [] } = options;
  if (array !== undefined) return withHdf5(hdf5, content, (file) => arrayOf(file, array, leading), neighbours);
  const read = (file: File): DecodedImage => {
    const dataset = findImages(file, path);
    const [images = 0, slow = 0, fast = 0] = dataset.shape ?? [];
    const shape = checkedShape(slow, fast, 'HDF5', LARGEST_FRAME);
    if (!Number.isInteger(image) || image < 1 || image > images) {
      throw dataError(`there is no image ${image} in this HDF5 file: it has 1 to ${images}`);
    }
    const places = nexusPlaces(file);
    const own = fileMask(file, places, shape, image - 1).mask;
    requireNeighbours(file);
    const samples = samplesOf(frameOfStack(dataset, image - 1), shape);
    const mask = combinedMask(own, valueMask(samples, rules ?? maskingRules(file, places)));
    const frame = ndarray(plainPixels(samples, mask), [...shape]);
    const header = { ...headerOf(file), images: String(images), image: String(image) };
    return splitFrame({ panels: [frame], masks: [mask], header }, moduleRows(file, places.detector));
  };
  return withHdf5(hdf5, content, read, neighbours);
}

/** Reads an array of whole numbers or floats without interpreting any value as a mark. */
function arrayOf(file: File, path: string, leading: readonly number[]): DecodedImage {
  const found = file.get(path);
  if (!isDataset(found)) throw dataError(`this HDF5 file has no array at '${path}'`);
  checkNumbers(found);
  const sizes = found.shape ?? [];
  const [slow = 0, fast = 0] = sizes.slice(-2);
  const isThere = leading.every((index, d) => index < (sizes[d] as number));
  if (sizes.length !== leading.length + 2 || !isThere) {
    throw dataError(
      `'${path}' of this HDF5 file has ${sizes.join(' x ')} values; an array of ${leading.length + 2} dimensions was expected${leading.length > 0 ? `, with the part ${leading.join(', ')} in it` : ''}`,
    );
  }
  const shape = checkedShape(slow, fast, 'HDF5', LARGEST_FRAME);
  checkSources(file, found);
  requireNeighbours(file);
  const values = partOfArray(found, leading);
  const samples = Array.isArray(values) ? Uint8Array.from(values, Number) : samplesOf(values, shape);
  if (samples.length !== slow * fast) throw dataError(`'${path}' of this HDF5 file cannot be read whole`);
  return { panels: [ndarray(plainPixels(samples), [...shape])], header: {} };
}

/** Returns the number of images in a NeXus file. */
export const countNxmx = (hdf5: Hdf5, bytes: Uint8Array, limits: ReadLimits = {}): number => {
  checkLimit(bytes, 'HDF5', limits);
  return withHdf5(hdf5, bytes, (file) => findImages(file).shape?.[0] ?? 0);
};

const attribute = (target: Group | Dataset, name: string): unknown => smallValue(target.attrs[name]);

/** Iterates over the data groups of the entries. */
export function* dataGroups(file: File): Generator<Group> {
  for (const name of members(file)) {
    const entry = file.get(name);
    const data = isGroup(entry) ? entry.get('data') : null;
    if (isGroup(data)) yield data;
  }
}

/**
 * Finds the stack of images and checks its declared size and type.
 *
 * @param path path of the stack; by default the signal of the data group of the first entry, or a dataset that
 * resembles it
 * @throws BraggsimError (`data`) where there is none, or one that exceeds the limits or is in files that were not given
 */
function findImages(file: File, path?: string): Dataset {
  const found = findStack(file, path);
  checkDeclared(found);
  if (!checkSources(file, found)) requireNeighbours(file);
  return found;
}

/** Finds the stack of images without checking its declared size and type. */
export function findStack(file: File, path?: string): Dataset {
  const found = path === undefined ? searchImages(file) : file.get(path);
  if (!isDataset(found) || found.shape?.length !== 3) throw dataError(`this HDF5 file has no images at '${path}'`);
  return found;
}

function searchImages(file: File): Dataset {
  let seen = 0;
  for (const data of dataGroups(file)) {
    const signal = attribute(data, 'signal');
    const names = members(data);
    seen += names.length;
    if (seen > LARGEST_GROUP)
      throw dataError(`the groups of this HDF5 file have over ${LARGEST_GROUP} members: it is damaged`);
    for (const candidate of [typeof signal === 'string' ? signal : '', ...names]) {
      const found = names.includes(candidate) ? data.get(candidate) : null;
      if (isDataset(found) && found.shape?.length === 3) return found;
      if (found && 'filename' in found) {
        throw dataError(`the images of this HDF5 file are in another file, '${found.filename}': read that one`);
      }
    }
  }
  throw dataError('this HDF5 file has no images: /entry/data/data with three dimensions is missing');
}

/** Array types in which the library returns numbers. */
const SAMPLES = [
  ...[Float32Array, Float64Array, Uint8Array, Uint16Array, Uint32Array],
  ...[Int8Array, Int16Array, Int32Array, BigInt64Array, BigUint64Array],
];

function samplesOf(values: unknown, [slow, fast]: readonly [number, number]): Samples {
  if (SAMPLES.some((type) => values instanceof type) && (values as Samples).length === slow * fast)
    return values as Samples;
  throw dataError(
    'the pixels of this HDF5 image cannot be unpacked: it is damaged, or its compression filter is missing',
  );
}

/**
 * Splits the image of a frame into its panels; unchanged for fewer than two panels.
 *
 * @throws BraggsimError (`data`) when a panel lies outside the frame
 */
export function splitFrame(image: DecodedImage, panels: readonly PanelRows[]): DecodedImage {
  const [frame] = image.panels;
  if (!frame || panels.length < 2) return image;
  const [slow = 0, fast = 0] = frame.shape;
  const cut = <T extends Pixels>(pixels: T, rows: PanelRows): T => {
    const { slow: first, fast: left = 0, pixelsSlow, pixelsFast } = rows;
    const inside = first >= 0 && left >= 0 && first + pixelsSlow <= slow && left + pixelsFast <= fast;
    if (!(inside && pixelsSlow > 0 && pixelsFast > 0)) {
      throw dataError('a module of this HDF5 file lies outside its images: it is damaged');
    }
    const panel = new (pixels.constructor as { new (length: number): T })(pixelsSlow * pixelsFast);
    for (let row = 0; row < pixelsSlow; row++) {
      const start = (first + row) * fast + left;
      panel.set(pixels.subarray(start, start + pixelsFast), row * pixelsFast);
    }
    return panel;
  };
  const [mask] = image.masks ?? [];
  return {
    ...image,
    panels: panels.map((rows) => ndarray(cut(frame.data, rows), [rows.pixelsSlow, rows.pixelsFast])),
    ...(mask && { masks: panels.map((rows) => cut(mask, rows)) }),
  };
}

const HEADER_FIELDS = {
  definition: '/entry/definition',
  wavelength: '/entry/instrument/beam/incident_wavelength',
  distance: '/entry/instrument/detector/distance',
  beam_center_x: '/entry/instrument/detector/beam_center_x',
  beam_center_y: '/entry/instrument/detector/beam_center_y',
  x_pixel_size: '/entry/instrument/detector/x_pixel_size',
};

/** Returns scalar values at the standard paths as text. */
function headerOf(file: File): Record<string, string> {
  const header: Record<string, string> = {};
  for (const [name, path] of Object.entries(HEADER_FIELDS)) {
    const found = file.get(path);
    if (!isDataset(found) || (found.shape?.length ?? 1) > 0 || found.metadata.size > 1024) continue;
    const value = smallValue(found);
    if (typeof value === 'string' || typeof value === 'number') header[name] = String(value);
  }
  return header;
}
