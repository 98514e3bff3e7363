import { type ElementType, elementTypeOf } from '@braggsim/detector-io/node';
import type { Spot } from '../../shot/spots';
import { type StoredFrame, storedPlace } from '../../shot/transform';
import type { Values } from './hdf5-file';

/** A column of the spots of a shard. */
export interface SpotArray {
  readonly name: string;
  readonly type: ElementType;
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

type Column = Uint8Array | Int16Array | Uint16Array | Float32Array;

/** An array that gets longer: what is not used yet is zero. */
interface Growing {
  values: Column;
  readonly width: number;
}

const FIRST_ROOM = 1024;

/** Returns a column with room for so many spots, which begins as the given one. */
function grow(column: Growing, spots: number): Column {
  const { values, width } = column;
  if (values.length >= spots * width) return values;
  const larger = new (values.constructor as new (length: number) => Column)(Math.max(2 * values.length, spots * width));
  larger.set(values);
  column.values = larger;
  return larger;
}

/** Makes the collector of the spots of a shard, in columns that grow as shots are added. */
export function spotColumns(): SpotColumns {
  const offsets = [0];
  const one = (values: Column, width = 1): Growing => ({ values, width });
  const columns = {
    lattice: one(new Uint8Array(FIRST_ROOM)),
    hkl: one(new Int16Array(3 * FIRST_ROOM), 3),
    panel: one(new Uint8Array(FIRST_ROOM)),
    position: one(new Float32Array(2 * FIRST_ROOM), 2),
    centroid: one(new Float32Array(2 * FIRST_ROOM), 2),
    photons: one(new Float32Array(FIRST_ROOM)),
    background: one(new Float32Array(FIRST_ROOM)),
    peak: one(new Float32Array(FIRST_ROOM)),
    dA: one(new Float32Array(FIRST_ROOM)),
    excitation: one(new Float32Array(FIRST_ROOM)),
    strong: one(new Uint8Array(FIRST_ROOM)),
    pixels: one(new Uint16Array(FIRST_ROOM)),
    trainPosition: one(new Float32Array(2 * FIRST_ROOM), 2),
  };
  let isTransformed = false;
  return {
    offsets,
    add(spots, frame) {
      const first = offsets.at(-1) as number;
      const end = first + spots.length;
      offsets.push(end);
      for (const column of Object.values(columns)) grow(column, end);
      if (frame) isTransformed ||= frame.pool > 1 || frame.turns > 0 || frame.first.some((start) => start > 0);
      // Numbers are put one by one: setting a short list takes ten times as long.
      const two = (values: Column, i: number, [x, y]: readonly [number, number]): void => {
        values[2 * i] = x;
        values[2 * i + 1] = y;
      };
      for (let n = 0; n < spots.length; n++) {
        const spot = spots[n] as Spot;
        const i = first + n;
        const { place, centroid, mask, hkl } = spot;
        const indices = columns.hkl.values;
        columns.lattice.values[i] = spot.lattice;
        indices[3 * i] = hkl[0];
        indices[3 * i + 1] = hkl[1];
        indices[3 * i + 2] = hkl[2];
        two(columns.position.values, i, place);
        two(columns.centroid.values, i, centroid);
        columns.photons.values[i] = spot.photons;
        columns.background.values[i] = spot.background;
        columns.peak.values[i] = spot.peak;
        columns.dA.values[i] = spot.dSpacing;
        columns.excitation.values[i] = spot.excitation;
        columns.strong.values[i] = spot.strong ? 1 : 0;
        // Masks are no columns, and large: only their sizes are kept.
        columns.pixels.values[i] = mask.length;
        if (frame) two(columns.trainPosition.values, i, storedPlace(frame, place));
      }
    },
    arrays() {
      const count = offsets.at(-1) as number;
      const named = Object.entries(columns).filter(([name]) => name !== 'trainPosition' || isTransformed);
      return [
        { name: 'offset', type: 'int64', values: BigInt64Array.from(offsets, BigInt), shape: [offsets.length] },
        ...named.map(([name, { values, width }]) => ({
          name,
          type: name === 'strong' ? 'bool' : elementTypeOf(values),
          values: values.slice(0, count * width),
          shape: width === 1 ? [count] : [count, width],
        })),
      ];
    },
  };
}
