import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Codec, isBraggsimError } from '@braggsim/core';
import { codecFor } from '@braggsim/detector-io';
import { joined } from '@braggsim/testkit';
import { PANELS } from './samples';

const FOLDER = fileURLToPath(new URL('../../packages/cli/fixtures/field/', import.meta.url));

/** Name of the corpus of HDF5 files. */
export const HDF5_CORPUS = 'NeXus';

export const hdf5Codec = (): Promise<Codec> => codecFor('.nxs');

/** HDF5 files of this project and of other programs: NeXus with masks, units and panels, Eiger, virtual datasets. */
export const hdf5Samples = ({ encode }: Codec): Uint8Array[] => [
  joined(encode?.(PANELS, {}) ?? []),
  ...readdirSync(FOLDER)
    .filter((name) => /\.(nxs|h5)\.gz$/.test(name))
    .map((name) => new Uint8Array(gunzipSync(readFileSync(FOLDER + name)))),
];

/** How the reader is asked: for metadata, for an image, and for an array as masks are read. */
const READINGS: readonly ((codec: Codec, file: Uint8Array) => unknown)[] = [
  ({ inspect }, file) => inspect?.(file, {}),
  ({ decode }, file) => decode?.(file, {}),
  ({ decode }, file) => decode?.(file, { array: '/entry/data/data', leading: [0] }),
];

/**
 * Reads a file in every way, in this thread.
 *
 * @returns whether any of them succeeded
 * @throws anything but an error about the data: a fault, or a crash of the HDF5 library
 */
export function readHdf5(codec: Codec, file: Uint8Array): boolean {
  let isRead = false;
  for (const reading of READINGS) {
    try {
      reading(codec, file);
      isRead = true;
    } catch (error) {
      if (!isBraggsimError(error, 'data')) throw error;
    }
  }
  return isRead;
}
