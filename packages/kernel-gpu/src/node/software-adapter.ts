import { constants } from 'node:os';
import { join } from 'node:path';
import { unpackChromium } from './packed-chromium';

/** Keeps a library when what loaded it goes (RTLD_NODELETE of Linux). */
const NO_DELETE = 0x1000;

/**
 * Makes SwiftShader a Vulkan driver of this process, if the package that holds it is installed. Call it on the main
 * thread and before a second `create()`.
 *
 * @returns whether it is there
 */
export async function enableSoftwareAdapter(): Promise<boolean> {
  const place = await unpackChromium('swiftshader', ['swiftshader.tar.br']);
  if (!place) return false;
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
