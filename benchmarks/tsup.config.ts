import { defineConfig } from 'tsup';

/** What is measured runs as users run it: bundled beforehand, with the worker beside it. */
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
