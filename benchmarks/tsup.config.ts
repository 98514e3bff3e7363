import { defineConfig, type Options } from 'tsup';

const common: Options = {
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  silent: true,
  esbuildOptions: (options) => {
    options.conditions = ['source'];
  },
  noExternal: [/^@braggsim\//, 'gl-matrix', 'ndarray', '@noble/hashes', 'fastest-levenshtein'],
};

export default defineConfig([
  {
    ...common,
    // The measured processes run as users run the commands: bundled, with the module of the worker in the same folder.
    format: 'esm',
    splitting: true,
    clean: true,
    entry: {
      subject: 'src/subject/main.ts',
      'cpu-worker': '../packages/kernel-cpu/src/node/cpu-worker.ts',
    },
  },
  {
    ...common,
    format: 'cjs',
    clean: false,
    entry: { 'usage-at-exit': 'src/subject/usage-at-exit.ts' },
  },
]);
