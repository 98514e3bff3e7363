import { dataError, type StageValues } from '@braggsim/core';
import type { DecodedImage } from '@braggsim/core/derived';
import { fromRegistry } from '@braggsim/core/kernel';
import { inFile } from '@braggsim/core/text';
import { codecs, type FileMetadata, formatFor } from '@braggsim/detector-io';

/** A file by the name that another file gives it, and its place. */
export interface NamedLocation {
  readonly name: string;
  readonly path: string;
}

/** An image file that is open for reading, of any format. */
export interface ImageFile {
  readonly path: string;
  /** Id of the format of the file. */
  readonly format: string;
  /** Number of its bytes, unpacked; absent where they were given away. */
  readonly size?: number;
  /** Reads the metadata of the file; undefined for formats without any. */
  facts(params: StageValues): Promise<FileMetadata | undefined>;
  decode(params: StageValues): Promise<DecodedImage>;
  /** Allows the file to read files beside it, by the names that it gives them; undefined for formats that name none. */
  readonly attach?: (files: readonly NamedLocation[]) => Promise<void>;
  close(): Promise<void>;
}

/** Opens image files: on a disk, on a server, or of those that a user has chosen. */
export interface ImageFiles {
  /**
   * Opens a file.
   *
   * @param what description of the file, for messages
   * @throws BraggsimError (`data`) when it cannot be read
   */
  open(path: string, what: string): ImageFile | Promise<ImageFile>;
  /**
   * Returns the path of a file in the folder of another one.
   *
   * @throws BraggsimError (`data`) when it is missing
   */
  beside(path: string, name: string): string;
}

/** First bytes of formats that are recognized by them, whatever the name of the file. */
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

/**
 * Returns the id of a file's format by its first bytes, or else by its name, in which `.gz` does not count.
 *
 * @throws BraggsimError (`usage`) for an unknown extension
 */
export function formatOf(path: string, bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  return MAGIC.find(([magic]) => start.startsWith(magic))?.[1] ?? formatFor(path.replace(PACKED, ''));
}

/**
 * Opens an image file of a format whose content is in memory.
 *
 * @throws BraggsimError (`data`) for formats that cannot be read, and from then on for whatever is wrong with the file
 */
export async function imageInMemory(path: string, format: string, bytes: Uint8Array): Promise<ImageFile> {
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
