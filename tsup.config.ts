import { defineConfig } from 'tsup';

/** Shared by all packages: one ESM entry with types and source map. */
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
});
