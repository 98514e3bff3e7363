import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Npm package of Chromium for Linux on x64. It includes SwiftShader, a Vulkan driver that computes on the CPU. */
const PACKAGE = '@sparticuz/chromium';
/** Size of a block of a tar archive, bytes. */
const BLOCK = 512;

/** Finds the folder of an installed package; undefined if it is not installed. */
function packageFolder(name: string): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'bin')));
}

/** Reads a tar archive and returns its files by name. */
function untar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const text = (start: number, length: number) =>
    archive.toString('latin1', start, start + length).split('\0')[0] ?? '';
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const name = text(at, 100).replace(/^\.\//, '');
    if (!name.endsWith('/')) files.set(name, archive.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

/**
 * Unpacks parts of the package into a folder for temporary files, once for each of its versions.
 *
 * @param what name of the parts, for the folder
 * @param parts files of the package, such as `swiftshader.tar.br`
 * @returns the folder, or undefined where the package is not installed or does not support this machine
 */
export async function unpackChromium(what: string, parts: readonly string[]): Promise<string | undefined> {
  const source = packageFolder(PACKAGE);
  if (!source || process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const version = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')).version as string;
  const place = join(tmpdir(), `braggsim-${what}-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(place)) return place;
  const making = `${place}.${process.pid}`;
  for (const part of parts) {
    const bytes = brotliDecompressSync(await readFile(join(source, 'bin', part)));
    const files = part.endsWith('.tar.br') ? untar(bytes) : new Map([[part.replace(/\.br$/, ''), bytes]]);
    for (const [name, content] of files) {
      mkdirSync(dirname(join(making, name)), { recursive: true, mode: 0o700 });
      writeFileSync(join(making, name), content, { mode: 0o700 });
    }
  }
  // If another process has renamed its folder first, that one is used.
  try {
    renameSync(making, place);
  } catch {
    rmSync(making, { recursive: true, force: true });
  }
  return place;
}
