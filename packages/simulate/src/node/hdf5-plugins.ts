import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { addHdf5Plugin } from '@braggsim/detector-io';
import type { NamedBytes } from '@braggsim/detector-io/node';

/** Filters that detectors use besides gzip: bitshuffle with LZ4, and LZ4 alone. */
const FILTERS = ['libH5Zbshuf.so', 'libH5Zlz4.so'];

/** Returns the compression filters of the package h5wasm-plugins, where it is installed; without it there is gzip. */
export function hdf5Filters(): readonly NamedBytes[] {
  const { resolve } = createRequire(import.meta.url);
  try {
    return FILTERS.map((name) => ({ name, path: resolve(`h5wasm-plugins/plugins/${name}`) })).map(({ name, path }) => ({
      name,
      bytes: new Uint8Array(readFileSync(path)),
    }));
  } catch {
    return [];
  }
}

/** Adds the compression filters to the HDF5 library of this thread, which writes files. */
export async function loadHdf5Plugins(): Promise<void> {
  for (const { name, bytes } of hdf5Filters()) await addHdf5Plugin(name, bytes);
}
