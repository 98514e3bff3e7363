import { dataError, type StageValues } from '@braggsim/core';
import type { DecodedImage } from '@braggsim/core/derived';
import { fromRegistry } from '@braggsim/core/kernel';
import { inFile, inFileElsewhere, readInput, readPackedInput } from '@braggsim/core/node';
import { codecs, type FileMetadata, formatFor } from '@braggsim/detector-io';
import { hdf5Filters } from './hdf5-plugins';

/** An image file that is open for reading, of any format. */
export interface ImageFile {
  readonly path: string;
  /** Id of its format. */
  readonly format: string;
  /** What it says besides its pixels; undefined for formats that say nothing. */
  facts(params: StageValues): Promise<FileMetadata | undefined>;
  decode(params: StageValues): Promise<DecodedImage>;
  /** Lets it read files beside it, by the names that it gives them; undefined for formats that name none. */
  readonly attach?: (files: readonly { readonly name: string; readonly path: string }[]) => Promise<void>;
  close(): Promise<void>;
}

/** First bytes of formats that show what they are, whatever their name. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['{\nHEADER_BYT', 'smv'],
  ['P5', 'pgm'],
  ['###CBF', 'cbf'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['\x89PNG\r\n', 'png'],
  ['\x89HDF\r\n', 'nxmx'],
];

const PACKED = /\.gz$/i;

/** The id of a file's format by its first bytes, or else by its name, in which `.gz` does not count. */
export function formatOf(path: string, bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  return MAGIC.find(([magic]) => start.startsWith(magic))?.[1] ?? formatFor(path.replace(PACKED, ''));
}

/**
 * The content of an image file, unpacked where gzip is around it. Raw floats are only unpacked by their name: they may start
 * with any bytes.
 *
 * @throws BraggsimError (`data`) when it cannot be read, or unpacks to more than 1 GiB
 */
export const readImageBytes = (path: string, what = 'image'): Uint8Array =>
  /\.bin$/i.test(path) ? readInput(path, what) : readPackedInput(path, what);

/**
 * Opens an image file, told by its content or else its name. HDF5 is read in a thread of its own, with limits of time and
 * memory; its bytes go there and cannot be used afterwards.
 *
 * @param bytes its content
 * @throws BraggsimError (`data`) for formats that cannot be read, and from then on for whatever is wrong with the file
 */
export async function openImage(path: string, bytes: Uint8Array): Promise<ImageFile> {
  const format = formatOf(path, bytes);
  if (format === 'nxmx') return openNexus(path, bytes);
  const { decode, inspect } = await fromRegistry(codecs, format, 'image format');
  if (!decode) throw dataError(`${path}: ${format} images can be written, not read; give the image itself`);
  return {
    path,
    format,
    facts: async (params) => inFile(path, () => inspect?.(bytes, params)),
    decode: async (params) => inFile(path, () => decode(bytes, params)),
    close: async () => undefined,
  };
}

async function openNexus(path: string, bytes: Uint8Array): Promise<ImageFile> {
  const { openIsolated } = await import('@braggsim/detector-io/node');
  const file = openIsolated(bytes, { filters: hdf5Filters() });
  return {
    path,
    format: 'nxmx',
    facts: (params) => inFileElsewhere(path, file.inspect(params)),
    decode: (params) => inFileElsewhere(path, file.decode(params)),
    attach: (files) => inFileElsewhere(path, file.attach(files)),
    close: file.close,
  };
}
