import { defineConfig, type Options } from 'tsup';
import { thirdParty } from './third-party';

/** Native code and large libraries, which few runs need, remain separate packages. */
const APART = ['webgpu', 'piscina', 'h5wasm'];
/** The names of these packages and of their entries: `h5wasm/node`. */
const ENTRIES_APART = APART.map((name) => new RegExp(`^${name}(/|$)`));

/** Options for a file that includes all its dependencies. */
const whole: Options = {
  target: 'node20',
  platform: 'node',
  splitting: false,
  sourcemap: true,
  clean: true,
  silent: true,
  external: ENTRIES_APART,
  noExternal: [new RegExp(`^(?!(${APART.join('|')})(/|$))`)],
  esbuildOptions: (options) => {
    options.conditions = ['source'];
    // This halves the size of the file; names are kept, so that stack traces in reports remain readable.
    options.minifyWhitespace = true;
    options.minifySyntax = true;
    // Files with one byte per character are parsed faster.
    options.charset = 'ascii';
  },
  esbuildPlugins: [thirdParty('dist/THIRD-PARTY.txt')],
};

/** Code in the code cache of V8 cannot use `import()` itself, so imports are redirected. */
const importsOutside: NonNullable<Options['plugins']>[number] = {
  name: 'imports-outside',
  renderChunk: (code) => ({ code: code.replace(/\bimport\(/g, 'require("../bin/import.js")(') }),
};

export default defineConfig([
  {
    ...whole,
    // The commands are scripts, since V8 caches the code of scripts; dynamic imports remain in the same file.
    format: 'cjs',
    shims: true,
    plugins: [importsOutside],
    entry: ['braggsim', 'simulate', 'nanoBragg', 'noisify', 'nonBragg'].map((command) => `src/${command}.ts`),
    onSuccess: 'node code-cache.mjs',
  },
  {
    ...whole,
    format: 'esm',
    clean: false,
    // Workers are started from the folder of the command that they compute for.
    entry: {
      'cpu-worker': '../kernel-cpu/src/node/cpu-worker.ts',
      'readout-worker': '../noise/src/node/readout-worker.ts',
      'hdf5-worker': '../detector-io/src/node/hdf5-worker.ts',
    },
  },
  {
    ...whole,
    format: 'esm',
    clean: false,
    // Libraries of another module system ask for Node's own modules by it.
    banner: {
      js: "import { createRequire as ofBundle } from 'node:module'; const require = ofBundle(import.meta.url);",
    },
    entry: {
      'refine-worker': '../refine/src/node/refine-worker.ts',
      'dataset-worker': '../dataset/src/node/run/dataset-worker.ts',
    },
  },
]);
