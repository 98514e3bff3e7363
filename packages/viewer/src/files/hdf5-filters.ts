import { addHdf5Plugin, codecs } from '@braggsim/detector-io';

/** Filters of detectors besides gzip: bitshuffle with LZ4, and LZ4 alone. */
const FILTERS = {
  'libH5Zbshuf.so': new URL('../../node_modules/h5wasm-plugins/plugins/libH5Zbshuf.so', import.meta.url),
  'libH5Zlz4.so': new URL('../../node_modules/h5wasm-plugins/plugins/libH5Zlz4.so', import.meta.url),
} as const;

let filters: Promise<unknown> | undefined;

/**
 * Loads the library and the filters at the first HDF5 file. Without filters files that need none are read all the same; since a failure may be
 * temporary, the next file tries again.
 */
export function loadFilters(): Promise<unknown> {
  filters ??= Promise.allSettled([
    // The library takes longest, and need not wait for the filters.
    codecs.get('nxmx')?.(),
    ...Object.entries(FILTERS).map(async ([name, url]) => {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${name} does not load: ${response.status}`);
      await addHdf5Plugin(name, new Uint8Array(await response.arrayBuffer()));
    }),
  ]).then((results) => {
    if (results.some(({ status }) => status === 'rejected')) filters = undefined;
  });
  return filters;
}
