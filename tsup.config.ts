import { defineConfig, type Options } from 'tsup';

/**
 * Shared by all packages: one ESM file for each entry, with types and a source map. The types are made without those
 * of Node, so that a package that is to run in a browser does not build when it needs them.
 */
const shared = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  dts: { compilerOptions: { types: [] } },
  sourcemap: true,
  clean: true,
  silent: true,
} satisfies Options;

const index = { index: 'src/index.ts' };
const node = { node: 'src/node/index.ts' };

/**
 * Packages with an entry for Node. One build for all entries, so that they share their code; types are made twice, since
 * only the Node entry may use those of Node.
 *
 * @param entries besides the Node entry
 * @param workers files that are started, not imported, beside the entry that starts them
 */
export const withNode = (
  entries: Readonly<Record<string, string>> = index,
  workers: Readonly<Record<string, string>> = {},
): Options[] => [
  { ...shared, entry: { ...entries, ...node, ...workers }, dts: false },
  { ...shared, entry: { ...entries }, clean: false, dts: { only: true, ...shared.dts } },
  { ...shared, entry: node, clean: false, dts: { only: true, compilerOptions: { types: ['node'] } } },
];

/**
 * A worker that carries everything it needs: a few kilobytes, which start faster than packages and find none of them in
 * a version of another time.
 */
export const wholeWorker = (name: string): Options => ({
  ...shared,
  entry: { [name]: `src/node/${name}.ts` },
  dts: false,
  clean: false,
  noExternal: [/^@braggsim\//],
  esbuildOptions: (options) => {
    options.conditions = ['source'];
  },
});

export default defineConfig(shared);
