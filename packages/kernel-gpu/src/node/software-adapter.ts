import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Chromium as an npm package; it holds SwiftShader, a Vulkan driver that computes on the CPU. */
const PACKAGE = '@sparticuz/chromium';
const ARCHIVE = 'bin/swiftshader.tar.br';
/** What of the archive is needed: the driver, its description and the loader. */
const FILES = ['libvk_swiftshader.so', 'vk_swiftshader_icd.json', 'libvulkan.so.1'];
const BLOCK = 512;
/** Keeps a library when what loaded it goes (RTLD_NODELETE of Linux). */
const NO_DELETE = 0x1000;

/** Folder of an installed package, or undefined. */
function packageFolder(name: string): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, ARCHIVE)));
}

/** Files of a tar archive by name. */
function untar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const text = (start: number, length: number) =>
    archive.toString('latin1', start, start + length).split('\0')[0] ?? '';
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const name = text(at, 100).replace(/^\.\//, '');
    files.set(name, archive.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

/**
 * Makes SwiftShader a Vulkan driver of this process, if the package that holds it is installed. Call it on the main
 * thread and before a second `create()`.
 *
 * @returns whether it is there
 */
export async function enableSoftwareAdapter(): Promise<boolean> {
  const folder = packageFolder(PACKAGE);
  if (!folder || process.platform !== 'linux' || process.arch !== 'x64') return false;
  const version = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).version as string;
  const place = join(tmpdir(), `braggsim-swiftshader-${version}-${process.getuid?.() ?? 0}`);
  if (!existsSync(place)) {
    const files = untar(brotliDecompressSync(await readFile(join(folder, ARCHIVE))));
    const making = `${place}.${process.pid}`;
    mkdirSync(making, { recursive: true, mode: 0o700 });
    for (const name of FILES) writeFileSync(join(making, name), files.get(name) ?? Buffer.alloc(0));
    // Whoever is second to rename finds the folder of the first.
    try {
      renameSync(making, place);
    } catch {
      rmSync(making, { recursive: true, force: true });
    }
  }
  const driver = join(place, 'vk_swiftshader_icd.json');
  process.env.VK_DRIVER_FILES = driver;
  process.env.VK_ICD_FILENAMES = driver;
  try {
    process.dlopen({ exports: {} }, join(place, 'libvulkan.so.1'), constants.dlopen.RTLD_NOW | NO_DELETE);
  } catch {
    // It is no module of Node, which says so; the library stays loaded, and that is all that is wanted.
  }
  return true;
}
