import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { addHdf5Plugin } from '@braggsim/detector-io';

/** Filters that detectors use besides gzip: bitshuffle with LZ4, and LZ4 alone. */
const FILTERS = ['libH5Zbshuf.so', 'libH5Zlz4.so'];

/** Adds the compression filters of the package h5wasm-plugins, where it is installed; without it there is gzip. */
export async function loadHdf5Plugins(): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  for (const name of FILTERS) {
    let path: string;
    try {
      path = resolve(`h5wasm-plugins/plugins/${name}`);
    } catch {
      return;
    }
    await addHdf5Plugin(name, new Uint8Array(readFileSync(path)));
  }
}
