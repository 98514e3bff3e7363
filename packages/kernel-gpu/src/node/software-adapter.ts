import { constants } from 'node:os';
import { join } from 'node:path';
import { unpackChromium } from './packed-chromium';

/** Flag of `dlopen` that keeps a library loaded (RTLD_NODELETE of Linux). */
const NO_DELETE = 0x1000;

/**
 * Makes SwiftShader a Vulkan driver of this process, if the package that holds it is installed. Call it on the main
 * thread and before a second `create()`.
 *
 * @returns whether the package is installed
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
    // Node throws because the library is not a Node module. The library stays loaded, which is the purpose.
  }
  return true;
}
