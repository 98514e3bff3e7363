import { dataError, type NamedFile, type SeriesWriter, units, usageError } from '@braggsim/core';
import type { Image, ImageMetadata, PixelMask } from '@braggsim/core/derived';
import type { Dataset, Group } from 'h5wasm';
import { countsOf, frameOf, isWhole, type MaskedValues } from '../frame';
import { frameMask } from '../masked-frame';
import type { PanelPixels } from '../panel';
import { addEntry } from './entry';
import { type FrameFile, frameFile } from './frame-file';
import { createHdf5, type Hdf5, isDataset, takeBytes, withHdf5 } from './hdf5';
import { addGroup, type Packing } from './tree';

export interface NxmxOptions {
  /** Compression of the images, and of their mask. */
  readonly compression?: 'gzip' | 'none' | 'bslz4';
  /** Number of images in each data file next to a master file; 0 puts all into one file. */
  readonly imagesPerFile?: number;
  readonly pixels?: 'auto' | 'int32' | 'float32' | 'float64';
  readonly date?: string;
  /** Material of the sensor; by default that of the images, or else silicon. */
  readonly sensorMaterial?: string;
  /** Whether each image has its own wavelength; by default that of the first image applies to all. */
  readonly ownWavelengths?: boolean;
  /**
   * Receives the pixels of each image, [slow, fast], and the file to which they belong, for stacks that memory does not hold. The
   * dataset `/entry/data/data` of that file has a single element then, which the caller replaces by the stack of images, compressed as
   * the caller likes: `compression` is that of the mask alone.
   */
  readonly takeFrame?: (pixels: Frame, shape: readonly [number, number], file: FrameFile) => void;
}

/** Default time of the series, fixed so that the same run gives the same bytes. */
const DATE = '2024-01-01T00:00:00.000Z';

/** Identifiers and parameters of the HDF5 filters: deflate of level 4, and bitshuffle with LZ4. */
const FILTERS = {
  gzip: { compression: 1, compression_opts: [4] },
  bslz4: { compression: 32008, compression_opts: [0, 2] },
  none: {},
} satisfies Readonly<Record<string, Packing>>;

export type Frame = Int32Array | Float32Array | Float64Array;

/** Returns a checksum of a frame (FNV-1a over its 32-bit words), to verify it when it is read back. */
function checksum(frame: Frame): number {
  const words = new Uint32Array(frame.buffer, frame.byteOffset, frame.byteLength / 4);
  let sum = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) sum = Math.imul(sum ^ (words[i] as number), 0x01000193);
  return sum;
}

/**
 * Subtracts the offset and sets masked values to NaN. A loop is used because `Float32Array.from` with a function takes
 * fifty times as long.
 */
function withoutOffset<T extends Float32Array | Float64Array>(
  photons: T,
  { pixels }: PanelPixels,
  offset: number,
  mask?: PixelMask,
): T {
  for (let i = 0; i < photons.length; i++) {
    photons[i] = mask && mask[i] !== 0 ? Number.NaN : (pixels[i] as number) - offset;
  }
  return photons;
}

/** Returns the values that mark masked counts: one and two below the least count that can be recorded. */
const countMarks = (least: number): MaskedValues => ({ gap: least - 1, bad: least - 2 });

/**
 * Returns the element type that keeps the values of a series like this frame: int32 for whole numbers of 32 bits,
 * float64 for larger ones, float32 for all others.
 */
function typeFor(frame: PanelPixels, mask: PixelMask | undefined): 'int32' | 'float32' | 'float64' {
  if (isWhole(frame, mask)) return 'int32';
  return isWhole(frame, mask, Number.MAX_SAFE_INTEGER) ? 'float64' : 'float32';
}

/** Least counts of a series with negative ones, which leave room for images with lower values than the first. */
const MIN_COUNTS = [-(2 ** 15), -(2 ** 31) + 3];

/** Returns the least of the unmasked values, or 0 where none is negative. */
function leastValue({ pixels }: PanelPixels, mask: PixelMask | undefined): number {
  if (pixels instanceof Uint16Array) return 0;
  let least = 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] as number;
    if (value < least && !(mask && mask[i] !== 0)) least = value;
  }
  return least;
}

/** Returns the least valid value. Where the images do not give it, all their unmasked values are valid. */
function underloadFor(least: number, { underload, offset = 0 }: ImageMetadata): number {
  if (underload !== undefined || least >= 0) return underload ?? 0;
  return (MIN_COUNTS.find((count) => count <= least - offset) ?? least - offset) + offset;
}

/** Keeps the pixels that are masked in every image, which a mask of the whole series can represent. */
function narrow(mask: PixelMask, own: PixelMask | undefined): void {
  if (!own) {
    mask.fill(0);
    return;
  }
  for (let i = 0; i < mask.length; i++) {
    const [before, bits] = [mask[i] as number, own[i] as number];
    mask[i] = before !== 0 && bits !== 0 ? before | bits : 0;
  }
}

/** An HDF5 file with a growing stack of images. */
interface Stack {
  readonly hdf5File: ReturnType<typeof createHdf5>;
  readonly entry: Group;
  readonly data: Group;
  readonly name: string;
  readonly since: number;
  /** Number of images. */
  frames: number;
  /** A checksum of each image that the library has. */
  readonly checksums: number[];
}

/**
 * Writes a series of images as NXmx, in one file or in a master file with data files. The metadata of the first image
 * apply to all; each image has its own angles.
 */
export function nxmxSeries(hdf5: Hdf5, name: string, options: NxmxOptions = {}): SeriesWriter {
  const { compression = 'gzip', imagesPerFile = 0, date = DATE, sensorMaterial, ownWavelengths, takeFrame } = options;
  const wavelengthsA: number[] = [];
  const stem = name.replace(/(_master)?\.[^.]*$/, '');
  const external = imagesPerFile > 0;
  const [startsDeg, widthsDeg]: [number[], number[]] = [[], []];
  const dataFiles: string[] = [];
  let first: Image | undefined;
  let shape: readonly [number, number] = [0, 0];
  let kind = options.pixels ?? 'auto';
  let masked: PixelMask | undefined;
  let underload = 0;
  let stack: Stack | undefined;

  const open = (fileName: string): Stack => {
    const hdf5File = createHdf5(hdf5);
    const entry = addGroup(hdf5File.file, 'entry', 'NXentry', { default: 'data' });
    const data = addGroup(entry, 'data', 'NXdata', { signal: 'data' });
    return { hdf5File, entry, data, name: fileName, since: Date.now(), frames: 0, checksums: [] };
  };
  const close = ({ hdf5File, name: fileName, since, checksums }: Stack): NamedFile => {
    const bytes = takeBytes(hdf5, hdf5File, since);
    if (!takeFrame) withHdf5(hdf5, bytes, (file) => checkFrames(file.get('/entry/data/data'), checksums, shape));
    return { name: fileName, chunks: [bytes] };
  };
  const framePixels = (frame: PanelPixels, { offset = 0 }: ImageMetadata, mask: PixelMask | undefined): Frame => {
    if (kind === 'auto') kind = typeFor(frame, mask);
    if (kind === 'int32') {
      const marks = { mask, values: countMarks(underload - offset) };
      return countsOf(frame, offset, 'NeXus of whole numbers (pixels: int32)', marks);
    }
    const empty = kind === 'float64' ? new Float64Array(frame.pixels.length) : new Float32Array(frame.pixels.length);
    return withoutOffset(empty, frame, offset, mask);
  };

  return {
    add(image) {
      const frame = frameOf(image);
      const mask = frameMask(image);
      const least = leastValue(frame, mask);
      if (!first) underload = underloadFor(least, image.metadata);
      const pixels = framePixels(frame, image.metadata, mask);
      if (kind === 'int32' && least < underload && image.metadata.underload === undefined) {
        throw usageError(
          `image ${startsDeg.length + 1} has the value ${least}, below ${underload}, the least that images like the first can have: write one file for each image, with # in the name`,
        );
      }
      const { shape: own } = frame;
      if (!first) {
        first = image;
        shape = own;
        masked = mask?.slice() ?? new Uint32Array(pixels.length);
      }
      if (own[0] !== shape[0] || own[1] !== shape[1]) {
        throw usageError(
          `image ${startsDeg.length + 1} has ${own.join(' x ')} pixels and the first ${shape.join(' x ')}`,
        );
      }
      if (masked && startsDeg.length > 0) narrow(masked, mask);
      wavelengthsA.push(units.toAngstrom(image.metadata.beam.wavelength));
      startsDeg.push(units.toDegrees(image.metadata.scan.start));
      widthsDeg.push(units.toDegrees(image.metadata.scan.width));
      stack ??= open(external ? dataFileName(stem, dataFiles.length + 1) : name);
      if (takeFrame) {
        if (stack.frames === 0) stack.data.create_dataset({ name: 'data', data: new Int32Array(1), shape: [1] });
        takeFrame(
          pixels,
          shape,
          frameFile(stack.name, first.metadata, { hasMaster: external, isPacked: compression !== 'none' }),
        );
      } else append(stack, pixels, shape, compression);
      stack.frames++;
      if (!external || stack.frames < imagesPerFile) return [];
      const done = close(stack);
      dataFiles.push(done.name);
      stack = undefined;
      return [done];
    },
    finish() {
      if (!first || !masked) throw usageError('a series needs at least one image');
      const counts = kind === 'int32';
      const series = {
        metadata: { ...first.metadata, underload },
        ...{ startsDeg, widthsDeg, date, counts, mask: masked },
        packing: FILTERS[compression],
        ...(sensorMaterial !== undefined && { sensorMaterial }),
        ...(ownWavelengths && { wavelengthsA }),
      };
      if (!external && stack) {
        addEntry(stack.entry, series);
        return [close(stack)];
      }
      const files = stack ? [close(stack)] : [];
      dataFiles.push(...files.map((file) => file.name));
      const master = open(name);
      linkData(master.data, dataFiles);
      addEntry(master.entry, series);
      return [...files, { name, chunks: [takeBytes(hdf5, master.hdf5File, master.since)] }];
    },
  };
}

const dataFileName = (stem: string, number: number): string => `${stem}_data_${String(number).padStart(6, '0')}.h5`;

/** Adds links to the data files. A single file is the signal itself; several are numbered as in the files of Eiger. */
function linkData(data: Group, files: readonly string[]): void {
  const [only] = files;
  files.forEach((file, i) => {
    const name = only && files.length === 1 ? 'data' : `data_${String(i + 1).padStart(6, '0')}`;
    data.create_external_link(file, '/entry/data/data', name);
  });
}

function append(
  { data, checksums }: Stack,
  frame: Frame,
  [slow, fast]: readonly [number, number],
  compression: keyof typeof FILTERS,
): void {
  if (checksums.length === 0) {
    const size = { shape: [1, slow, fast], maxshape: [null, slow, fast], chunks: [1, slow, fast] };
    data.create_dataset({ name: 'data', data: frame, ...size, ...FILTERS[compression] });
  } else {
    const dataset = data.get('data') as Dataset;
    dataset.resize([checksums.length + 1, slow, fast]);
    dataset.write_slice([[checksums.length, checksums.length + 1], [], []], frame);
  }
  if (!data.keys().includes('data')) throw missingFilter(compression);
  checksums.push(checksum(frame));
}

const missingFilter = (compression: string) =>
  dataError(
    `the images could not be stored with '${compression}' compression: its HDF5 filter is missing; use gzip, or add the plug-in`,
  );

/**
 * Reads every image of a finished file again, since writing with a missing or failing filter raises no error.
 *
 * @throws BraggsimError (`data`) when an image differs from what was written
 */
function checkFrames(dataset: unknown, checksums: readonly number[], [slow, fast]: readonly [number, number]): void {
  if (!isDataset(dataset) || String(dataset.shape) !== String([checksums.length, slow, fast])) {
    throw dataError('the HDF5 file that was written lacks its images; try another compression');
  }
  checksums.forEach((sum, i) => {
    const found = dataset.slice([[i, i + 1], [], []]);
    const typed = found instanceof Int32Array || found instanceof Float32Array || found instanceof Float64Array;
    if (!typed || checksum(found) !== sum) {
      throw dataError(`image ${i + 1} of the HDF5 file that was written cannot be read back; try another compression`);
    }
  });
}
