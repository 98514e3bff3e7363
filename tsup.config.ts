import { defineConfig, type Options } from 'tsup';

/**
 * Shared by all packages: one ESM file for each entry, and a source map. The declarations, which nobody needs to see an
 * image, are made for all packages at once by tools/packaging/declarations.ts; what lies there is not removed.
 */
const shared = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  clean: ['!**/*.d.ts'],
  silent: true,
} satisfies Options;

/**
 * Packages with an entry for Node: one build for all entries, so that they share their code.
 *
 * @param entries besides the Node entry
 * @param workers files that are started, not imported, beside the entry that starts them
 */
export const withNode = (
  entries: Readonly<Record<string, string>> = { index: 'src/index.ts' },
  workers: Readonly<Record<string, string>> = {},
): Options => ({ ...shared, entry: { ...entries, node: 'src/node/index.ts', ...workers } });

/**
 * A worker that carries everything it needs: a few kilobytes, which start faster than packages and find none of them in
 * a version of another time.
 */
export const wholeWorker = (name: string): Options => ({
  ...shared,
  entry: { [name]: `src/node/${name}.ts` },
  clean: false,
  noExternal: [/^@braggsim\//],
  esbuildOptions: (options) => {
    options.conditions = ['source'];
  },
});

export default defineConfig(shared);
