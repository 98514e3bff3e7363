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

/** Makes HDF5 files of this project and of other programs: NeXus with masks, units and panels, Eiger, virtual datasets. */
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

/** The number of ways to read a file. */
export const WAYS = READINGS.length;

/**
 * Reads a file in this thread.
 *
 * @param way from 0; every way when absent
 * @returns whether any of them succeeded
 * @throws anything but an error about the data: a fault, or a crash of the HDF5 library
 */
export function readHdf5(codec: Codec, file: Uint8Array, way?: number): boolean {
  let isRead = false;
  for (const reading of way === undefined ? READINGS : READINGS.slice(way, way + 1)) {
    try {
      reading(codec, file);
      isRead = true;
    } catch (error) {
      if (!isBraggsimError(error, 'data')) throw error;
    }
  }
  return isRead;
}
