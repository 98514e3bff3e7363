import { defineConfig, type Options } from 'tsup';

/**
 * The commands carry everything that they need, so that few files are loaded. What only some runs need is imported when
 * it is needed, into files of its own.
 */
const shared: Options = {
  format: 'esm',
  target: 'node20',
  platform: 'node',
  splitting: true,
  sourcemap: true,
  esbuildOptions: (options) => {
    options.conditions = ['source'];
    // Half the text to read; names stay, so that a stack trace in a bug report still tells something.
    options.minifyWhitespace = true;
    options.minifySyntax = true;
  },
  // Native code, which need not be installed.
  external: ['webgpu'],
  noExternal: [/^@braggsim\//, 'gl-matrix', 'ndarray', '@noble/hashes', 'fastest-levenshtein'],
};

/** Started from the folder of the command that they compute for. */
const kernelWorker = { 'cpu-worker': '../kernel-cpu/src/node/cpu-worker.ts' };
const readoutWorker = { 'readout-worker': '../noise/src/node/readout-worker.ts' };
const hdf5Worker = { 'hdf5-worker': '../detector-io/src/node/hdf5-worker.ts' };

export default defineConfig([
  {
    ...shared,
    // Built by itself: what the drop-in shared with other commands would be a dozen more files to load.
    entry: { nanoBragg: 'src/nanoBragg.ts', ...kernelWorker },
    outDir: 'dist/drop-in',
    clean: true,
    // Libraries of formats that it does not write.
    external: [/^h5wasm/, 'fast-png', 'fflate', 'webgpu'],
  },
  {
    ...shared,
    entry: {
      noisify: 'src/noisify.ts',
      nonBragg: 'src/nonBragg.ts',
      braggsim: 'src/braggsim.ts',
      ...kernelWorker,
      ...readoutWorker,
      ...hdf5Worker,
    },
    clean: ['!drop-in/**'],
  },
]);
