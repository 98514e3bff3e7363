import type { Vec3 } from '@braggsim/core';

/** A list of structure amplitudes in P1: it contains all equivalents and Friedel mates as separate entries. */
export interface Reflections {
  readonly count: number;
  /** Miller indices [reflection]. */
  readonly h: Int32Array;
  readonly k: Int32Array;
  readonly l: Int32Array;
  /** Amplitudes [reflection] in electrons; the last of several with the same indices is used. */
  readonly F: Float64Array;
  /** The least and the largest indices: the box that the list spans. */
  readonly min: Vec3;
  readonly max: Vec3;
}

function limits(values: Int32Array): readonly [number, number] {
  let [least, largest] = [values[0] as number, values[0] as number];
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    if (value < least) least = value;
    else if (value > largest) largest = value;
  }
  return [least, largest];
}

/** Creates a list of at least one reflection from its columns. */
export function reflectionList(h: Int32Array, k: Int32Array, l: Int32Array, F: Float64Array): Reflections {
  const [hLimits, kLimits, lLimits] = [limits(h), limits(k), limits(l)];
  return {
    count: F.length,
    h,
    k,
    l,
    F,
    min: [hLimits[0], kLimits[0], lLimits[0]],
    max: [hLimits[1], kLimits[1], lLimits[1]],
  };
}

/** Returns a list with another amplitude of 0 0 0, which is added where it is missing. */
export function withF000({ count, h, k, l, F }: Reflections, f000: number): Reflections {
  const longer = <T extends Int32Array | Float64Array>(values: T, last: number): T => {
    const more = new (values.constructor as new (length: number) => T)(count + 1);
    more.set(values);
    more[count] = last;
    return more;
  };
  // The last of several entries with the same indices is used.
  return reflectionList(longer(h, 0), longer(k, 0), longer(l, 0), longer(F, f000));
}

/** Writes the amplitudes into a table [h, k, l] that starts at `min` and contains all of them. */
export function place({ count, h, k, l, F }: Reflections, values: Float64Array, min: Vec3, counts: Vec3): void {
  const [, nk, nl] = counts;
  for (let i = 0; i < count; i++) {
    const row = ((h[i] as number) - min[0]) * nk + (k[i] as number) - min[1];
    values[row * nl + (l[i] as number) - min[2]] = F[i] as number;
  }
}
