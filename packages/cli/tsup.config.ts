import { defineConfig, type Options } from 'tsup';
import { thirdParty } from './third-party';

/** Native code and large libraries, which few runs need. */
const APART = ['webgpu', 'piscina', 'h5wasm'];

/** A file that carries everything else it needs. */
const whole: Options = {
  target: 'node20',
  platform: 'node',
  splitting: false,
  sourcemap: true,
  clean: true,
  silent: true,
  external: APART,
  noExternal: [new RegExp(`^(?!(${APART.join('|')})$)`)],
  esbuildOptions: (options) => {
    options.conditions = ['source'];
    // Half the text to read; names stay, so that a stack trace in a bug report still tells something.
    options.minifyWhitespace = true;
    options.minifySyntax = true;
    // One byte a character is read faster.
    options.charset = 'ascii';
  },
  esbuildPlugins: [thirdParty('dist/THIRD-PARTY.txt')],
};

/** Code that V8 has kept cannot import by itself. */
const importsOutside: NonNullable<Options['plugins']>[number] = {
  name: 'imports-outside',
  renderChunk: (code) => ({ code: code.replace(/\bimport\(/g, 'require("../bin/import.js")(') }),
};

export default defineConfig([
  {
    ...whole,
    // Scripts, since V8 keeps the code of these; what is imported dynamically waits in the same file until it is needed.
    format: 'cjs',
    shims: true,
    plugins: [importsOutside],
    entry: ['braggsim', 'nanoBragg', 'noisify', 'nonBragg'].map((command) => `src/${command}.ts`),
    onSuccess: 'node code-cache.mjs',
  },
  {
    ...whole,
    format: 'esm',
    clean: false,
    // Started from the folder of the command that they compute for.
    entry: {
      'cpu-worker': '../kernel-cpu/src/node/cpu-worker.ts',
      'readout-worker': '../noise/src/node/readout-worker.ts',
      'hdf5-worker': '../detector-io/src/node/hdf5-worker.ts',
    },
  },
]);
