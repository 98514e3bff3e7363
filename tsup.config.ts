import { defineConfig } from 'tsup';

/**
 * Shared by all packages: one ESM file for each entry, with types and a source map. The types are made without those
 * of Node, so that a package that is to run in a browser does not build when it needs them.
 */
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  dts: { compilerOptions: { types: [] } },
  sourcemap: true,
  clean: true,
  silent: true,
});
