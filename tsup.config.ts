import { defineConfig } from 'tsup';

/** Shared by all packages: one ESM file for each entry, with types and a source map. */
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
  silent: true,
});
