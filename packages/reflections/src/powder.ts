import { usageError } from '@braggsim/core';
import { uniqueReflections } from './coordinates/unique';
import { type CellSix, metricOf } from './metric';
import type { Reflections } from './reflections';
import { expandToP1 } from './symmetry/expand';
import type { SpaceGroup } from './symmetry/space-group';

/** Largest number of rings: each takes time at every sample. */
const MAX_RINGS = 256;
/** Families of reflections whose 1/d^2 differ by less than this part of it are one ring. */
const SAME_RING = 1e-7;

/** d-spacing (A) of a ring, and the squared amplitudes of all its reflections (electrons^2). */
export type PowderRing = readonly [dA: number, strength: number];

/** Rings of a powder, from the largest d-spacing on, with the volume of its cell. */
export interface PowderRings {
  readonly rings: readonly PowderRing[];
  readonly cellVolumeA3: number;
}

/** Returns the squared amplitudes by indices, in the whole sphere: a reflection that is not listed has the amplitude of its mate. */
function squares({ count, h, k, l, F }: Reflections): Map<string, readonly [number, number, number, number]> {
  const found = new Map<string, readonly [number, number, number, number]>();
  for (let i = 0; i < count; i++) {
    const indices = [h[i] as number, k[i] as number, l[i] as number] as const;
    found.set(String(indices), [...indices, (F[i] as number) ** 2]);
  }
  for (const [a, b, c, square] of [...found.values()]) {
    // Adding 0 makes -0 and 0 one key.
    const mate = [-a + 0, -b + 0, -c + 0] as const;
    if (!found.has(String(mate))) found.set(String(mate), [...mate, square]);
  }
  return found;
}

/**
 * Returns the rings of a powder of some reflections: those of equal d-spacing together, each with the sum of their squared amplitudes,
 * which is the multiplicity times F^2 of a family.
 *
 * @param dMinA least d-spacing (A) of a ring; all that are listed when absent
 * @throws BraggsimError (`usage`) for no rings, and for more than 256
 */
export function powderRings(reflections: Reflections, cell: CellSix, dMinA = 0): PowderRings {
  const { inverseSquare, volume } = metricOf(cell);
  const limit = dMinA > 0 ? (1 / dMinA) ** 2 * (1 + SAME_RING) : Number.POSITIVE_INFINITY;
  const spots = [...squares(reflections).values()]
    .map(([h, k, l, square]) => ({ s: inverseSquare(h, k, l), square }))
    .filter(({ s, square }) => s > 0 && s <= limit && square > 0)
    .sort((a, b) => a.s - b.s);
  const rings: { s: number; strength: number }[] = [];
  for (const { s, square } of spots) {
    const last = rings.at(-1);
    if (last && s - last.s <= SAME_RING * s) last.strength += square;
    else rings.push({ s, strength: square });
  }
  if (rings.length > 0 && rings.length <= MAX_RINGS) {
    return { rings: rings.map(({ s, strength }) => [1 / Math.sqrt(s), strength]), cellVolumeA3: volume };
  }
  const range = dMinA > 0 ? ` to ${dMinA} A` : '';
  throw usageError({
    message: `a powder has ${rings.length} rings${range}; expected 1 to ${MAX_RINGS}: set dMinA ${rings.length === 0 ? 'lower' : 'higher'}`,
    expected: `1 to ${MAX_RINGS} rings`,
    found: String(rings.length),
    remedy: `set dMinA ${rings.length === 0 ? 'lower' : 'higher'}`,
  });
}

/**
 * Returns all reflections of a space group to a resolution, with one amplitude (electrons) but for those that are systematically
 * absent.
 */
export function allowedReflections(
  { operations }: Pick<SpaceGroup, 'operations'>,
  cell: CellSix,
  dMinA: number,
  amplitude: number,
): Reflections {
  const unique = uniqueReflections(cell, operations, dMinA);
  const amplitudes = new Float64Array(unique.h.length).fill(amplitude);
  return expandToP1({ ...unique, plus: amplitudes, minus: amplitudes }, operations);
}
