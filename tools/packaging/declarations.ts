/**
 * Writes the declarations (`dist/*.d.ts`) of every published package, one file for each entry of its manifest. They are
 * separate from the build, since simulations do not need them, and are written for all packages at once, since a
 * compiler that has read a package need not read it again for the packages that import it. Types are not checked here:
 * `npm run types` does so.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { type RenderedChunk, rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { type ManifestInFolder, publishedManifests, ROOT } from './pack';

/**
 * Packages of global types that a manifest may depend on. The compiler of a user finds them only through a reference.
 */
const GLOBAL_TYPES = ['@webgpu/types'];

interface Entry {
  /** Path of the output in the repository, without the extension. */
  readonly output: string;
  readonly source: string;
  readonly isForNode: boolean;
}

const published = publishedManifests();
for (const { folder } of published) removeDeclarations(join(folder, 'dist'));
const entries = published.flatMap(entriesOf);
await writeDeclarations(
  entries.filter(({ isForNode }) => !isForNode),
  [],
);
await writeDeclarations(
  entries.filter(({ isForNode }) => isForNode),
  ['node'],
);

/** Writes the declarations of one package. Its entries share their common declarations. */
async function writeDeclarations(entries: readonly Entry[], types: string[]): Promise<void> {
  const bundle = await rollup({
    input: Object.fromEntries(entries.map(({ output, source }) => [output, source])),
    // Other packages, including those of this repository, are imported by their names.
    external: /^[^./]/,
    // The path of tsconfig.json is omitted, since the plugin would otherwise create a program for each folder.
    plugins: [dts({ compilerOptions: { types, preserveSymlinks: false } })],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  await bundle.write({
    dir: ROOT,
    entryFileNames: '[name].d.ts',
    chunkFileNames: ({ moduleIds, facadeModuleId }) => `${folderOf(moduleIds, facadeModuleId)}/dist/[name]-[hash].d.ts`,
    banner: referencesOf,
  });
  await bundle.close();
}

function entriesOf({ folder, exports = {} }: ManifestInFolder): Entry[] {
  return Object.values(exports).map(({ source, types }) => ({
    output: relative(ROOT, resolve(folder, types)).replace(/\.d\.ts$/, ''),
    source: resolve(folder, source),
    isForNode: source.startsWith('./src/node/'),
  }));
}

/**
 * Returns the folder of the package that all files of a chunk belong to. There is one, since packages import each other
 * by name.
 *
 * @param facade the file of an entry without declarations of its own, since all of them are shared with other entries
 */
function folderOf(files: readonly string[], facade: string | null): string {
  const known = files.length === 0 && facade !== null ? [facade] : files;
  const folders = new Set(known.map((file) => relative(ROOT, file).split(sep).slice(0, 2).join('/')));
  if (folders.size !== 1) throw new Error(`expected declarations of one package in a file; found ${[...folders]}`);
  return [...folders].join();
}

function removeDeclarations(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => name.endsWith('.d.ts'));
  for (const name of names) rmSync(join(folder, name));
}

function referencesOf({ moduleIds, facadeModuleId }: RenderedChunk): string {
  const folder = folderOf(moduleIds, facadeModuleId);
  const { dependencies = {} } = published.find((manifest) => relative(ROOT, manifest.folder) === folder) ?? {};
  const wanted = GLOBAL_TYPES.filter((name) => name in dependencies);
  return wanted.map((name) => `/// <reference types="${name}" />`).join('\n');
}
