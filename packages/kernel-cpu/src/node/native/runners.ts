import type { BandRunner } from '../../cpu/band-runner';
import { nativeRunner } from '../../cpu/native/native-runner';
import { nativeTileRunner } from '../../cpu/native/native-tiles';
import { keptRunners } from '../../cpu/tile-code';
import type { TileRunner } from '../../cpu/tile-runner';
import type { StructureTables } from '../../table-values';
import type { AddonFile } from './cache';
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

/** Loads the function of an addon; undefined where this thread cannot. */
function functionOf(addon: AddonFile): ReturnType<typeof loadAddon> | undefined {
  try {
    return loadAddon(addon);
  } catch {
    return undefined;
  }
}

function runnerOf({ layout }: AddonSlot, addon: AddonFile, structure: StructureTables): BandRunner | undefined {
  const run = functionOf(addon);
  return run && nativeRunner(run, layout, structure);
}

/** Makes runners of native code for derivatives of tiles; there is none where `nativeRunners` has none. */
export function nativeTiles(): (slot: AddonSlot, tables: StructureTables, outputs: number) => TileRunner | undefined {
  const runners = keptRunners();
  return (slot, tables, outputs) => {
    const addon = addonIn(slot);
    const run = addon && functionOf(addon);
    return run && runners.get(addon.path, tables, () => nativeTileRunner(run, slot.layout, tables, outputs));
  };
}
