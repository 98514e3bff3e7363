import { ADDON_FUNCTION } from '../../cpu/native/addon';
import type { NativeRun } from '../../cpu/native/native-arrays';
import { type AddonFile, whyNotAddon } from './cache';

/** Functions of the addons that this thread has loaded, by path. */
const loaded = new Map<string, NativeRun>();

/**
 * Loads the function of a compiled addon, after a check of its file.
 *
 * @throws Error when it is not the file that was compiled, or cannot be loaded: from a folder without the right to
 * execute, or in a process that may load no addons
 */
export function loadAddon(addon: AddonFile): NativeRun {
  const known = loaded.get(addon.path);
  if (known) return known;
  const damage = whyNotAddon(addon);
  if (damage !== undefined) throw new Error(damage);
  const module: { exports: Record<string, unknown> } = { exports: {} };
  process.dlopen(module, addon.path);
  const run = module.exports[ADDON_FUNCTION];
  if (typeof run !== 'function') throw new Error(`${addon.path} exports no function '${ADDON_FUNCTION}'`);
  loaded.set(addon.path, run as NativeRun);
  return run as NativeRun;
}
