import type { BandRunner, StructureTables } from '../../cpu/band-runner';
import { nativeRunner } from '../../cpu/native/native-runner';
import { loadAddon } from './load';
import { type AddonSlot, addonIn } from './slot';

/**
 * Makes runners of native code for one thread, by slot and tables. There is none while a slot is empty, nor for an
 * addon that this thread cannot load: WebAssembly computes the same bytes.
 */
export function nativeRunners(): (slot: AddonSlot, structure: StructureTables) => BandRunner | undefined {
  const known = new WeakMap<StructureTables, Map<string, BandRunner | undefined>>();
  return (slot, structure) => {
    const addon = addonIn(slot);
    if (!addon) return undefined;
    const withTables = known.get(structure) ?? new Map<string, BandRunner | undefined>();
    known.set(structure, withTables);
    if (!withTables.has(addon.path)) withTables.set(addon.path, runnerOf(slot, addon, structure));
    return withTables.get(addon.path);
  };
}

function runnerOf(
  { layout }: AddonSlot,
  addon: NonNullable<ReturnType<typeof addonIn>>,
  structure: StructureTables,
): BandRunner | undefined {
  try {
    return nativeRunner(loadAddon(addon), layout, structure);
  } catch {
    return undefined;
  }
}
