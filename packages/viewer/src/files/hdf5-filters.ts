import { addHdf5Plugin, codecs } from '@braggsim/detector-io';

/** Filters of detectors besides gzip: bitshuffle with LZ4, and LZ4 alone. */
const FILTERS = {
  'libH5Zbshuf.so': new URL('../../node_modules/h5wasm-plugins/plugins/libH5Zbshuf.so', import.meta.url),
  'libH5Zlz4.so': new URL('../../node_modules/h5wasm-plugins/plugins/libH5Zlz4.so', import.meta.url),
} as const;

let filters: Promise<unknown> | undefined;

/** Loads the library and the filters at the first HDF5 file. Without filters files that need none are read all the same. */
export function loadFilters(): Promise<unknown> {
  filters ??= Promise.all([
    // The library takes longest, and need not wait for the filters.
    codecs.get('nxmx')?.(),
    ...Object.entries(FILTERS).map(async ([name, url]) => {
      const response = await fetch(url);
      if (response.ok) await addHdf5Plugin(name, new Uint8Array(await response.arrayBuffer()));
    }),
  ]).catch(() => undefined);
  return filters;
}
