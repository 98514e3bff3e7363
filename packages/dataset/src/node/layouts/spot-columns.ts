import type { Spot } from '../../shot/spots';
import { type StoredFrame, storedPlace } from '../../shot/transform';
import type { Values } from './hdf5-file';

/** A column of the spots of a shard. */
export interface SpotArray {
  readonly name: string;
  readonly values: Values;
  readonly shape: readonly number[];
}

/** The spots of the shots of a shard, as columns. */
export interface SpotColumns {
  add(spots: readonly Spot[], frame: StoredFrame | undefined): void;
  /** Start of the spots of each shot, and their end. */
  readonly offsets: readonly number[];
  arrays(): readonly SpotArray[];
}

/** Collects the spots of a shard. */
export function spotColumns(): SpotColumns {
  const offsets = [0];
  const all: (Omit<Spot, 'mask'> & { readonly pixels: number })[] = [];
  const places: number[] = [];
  let isTransformed = false;
  const column = (values: Values, ...more: number[]) => ({ values, shape: [all.length, ...more] });
  type Kept = (typeof all)[number];
  const singles = (of: (spot: Kept) => number) => Float32Array.from(all, of);
  const pairs = (of: (spot: Kept) => readonly [number, number]) =>
    Float32Array.from(all.flatMap((spot) => [...of(spot)]));
  return {
    offsets,
    add(spots, frame) {
      // Masks are no columns, and large: only their sizes are kept.
      for (const { mask, ...spot } of spots) all.push({ ...spot, pixels: mask.length });
      offsets.push(all.length);
      if (!frame) return;
      isTransformed ||= frame.pool > 1 || frame.turns > 0 || frame.first.some((first) => first > 0);
      for (const { place } of spots) places.push(...storedPlace(frame, place));
    },
    arrays: () => [
      { name: 'offset', values: BigInt64Array.from(offsets, BigInt), shape: [offsets.length] },
      { name: 'lattice', ...column(Uint8Array.from(all, ({ lattice }) => lattice)) },
      { name: 'hkl', ...column(Int16Array.from(all.flatMap(({ hkl }) => [...hkl])), 3) },
      { name: 'panel', ...column(new Uint8Array(all.length)) },
      {
        name: 'position',
        ...column(
          pairs(({ place }) => place),
          2,
        ),
      },
      {
        name: 'centroid',
        ...column(
          pairs(({ centroid }) => centroid),
          2,
        ),
      },
      { name: 'photons', ...column(singles(({ photons }) => photons)) },
      { name: 'background', ...column(singles(({ background }) => background)) },
      { name: 'peak', ...column(singles(({ peak }) => peak)) },
      { name: 'dA', ...column(singles(({ dSpacing }) => dSpacing)) },
      { name: 'excitation', ...column(singles(({ excitation }) => excitation)) },
      { name: 'strong', ...column(Uint8Array.from(all, ({ strong }) => (strong ? 1 : 0))) },
      { name: 'pixels', ...column(Uint16Array.from(all, ({ pixels }) => pixels)) },
      ...(isTransformed ? [{ name: 'trainPosition', ...column(Float32Array.from(places), 2) }] : []),
    ],
  };
}
