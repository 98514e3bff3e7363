import { defineConfig } from 'tsup';

/**
 * The commands carry everything that they need: one file to load is part of a fast start. What only some runs need is
 * imported when it is needed, into files of its own.
 */
export default defineConfig({
  entry: {
    nanoBragg: 'src/nanoBragg.ts',
    noisify: 'src/noisify.ts',
    nonBragg: 'src/nonBragg.ts',
    braggsim: 'src/braggsim.ts',
    'cpu-worker': '../kernel-cpu/src/node/cpu-worker.ts',
  },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  splitting: true,
  sourcemap: true,
  clean: true,
  esbuildOptions: (options) => {
    options.conditions = ['source'];
    // Half the text to read; names stay, so that a stack trace in a bug report still tells something.
    options.minifyWhitespace = true;
    options.minifySyntax = true;
  },
  noExternal: [/^@braggsim\//, 'gl-matrix', 'ndarray', '@noble/hashes', 'fastest-levenshtein'],
});
