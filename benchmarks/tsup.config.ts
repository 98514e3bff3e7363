import { defineConfig } from 'tsup';

/** The measured processes run as users run the commands: bundled, with the module of the worker in the same folder. */
export default defineConfig({
  entry: {
    subject: 'src/subject/main.ts',
    'usage-at-exit': 'src/subject/usage-at-exit.ts',
    'cpu-worker': '../packages/kernel-cpu/src/node/cpu-worker.ts',
  },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  splitting: true,
  sourcemap: true,
  clean: true,
  silent: true,
  esbuildOptions: (options) => {
    options.conditions = ['source'];
  },
  noExternal: [/^@braggsim\//, 'gl-matrix', 'ndarray', '@noble/hashes', 'fastest-levenshtein'],
});
