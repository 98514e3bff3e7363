import { usageError } from '@braggsim/core';
import { type CellSix, metricOf } from '../metric';
import type { SymmetryOperation } from '../symmetry/operation';
import { asymmetricUnit } from './asymmetric-unit';

export interface UniqueReflections {
  readonly h: Int32Array;
  readonly k: Int32Array;
  readonly l: Int32Array;
}

const MAX_REFLECTIONS = 2 ** 25;
const SPARE = 1e-9;

/** Returns the largest indices inside the sphere 1/d <= 1/dMin, since |h| <= a/d. */
export const largestIndices = (cell: CellSix, dMinA: number): [number, number, number] => [
  Math.floor(cell[0] / dMinA + SPARE),
  Math.floor(cell[1] / dMinA + SPARE),
  Math.floor(cell[2] / dMinA + SPARE),
];

/**
 * Lists one reflection of each set of equivalents and Friedel mates with d >= dMinA (A), without systematic absences.
 * The reflection 0 0 0 comes first; the others are in the order of h, k, l.
 *
 * @throws BraggsimError (`usage`) when the limit is not positive or gives too many reflections
 */
export function uniqueReflections(
  cell: CellSix,
  operations: readonly SymmetryOperation[],
  dMinA: number,
): UniqueReflections {
  if (!(dMinA > 0)) throw usageError(`expected a positive resolution limit in A, found ${dMinA}`);
  const { inverseSquare, volume } = metricOf(cell);
  // The half sphere contains this many reflections; equivalents are left out below.
  const expected = ((2 / 3) * Math.PI * volume) / dMinA ** 3;
  if (expected > MAX_REFLECTIONS)
    throw usageError(`about ${Math.round(expected)} reflections to ${dMinA} A are too many; raise the limit`);
  const limit = (1 / dMinA) ** 2 * (1 + SPARE);
  const [hMax, kMax, lMax] = largestIndices(cell, dMinA);
  const found: number[] = [0, 0, 0];
  const isChosen = asymmetricUnit(operations);
  for (let h = -hMax; h <= hMax; h++) {
    for (let k = -kMax; k <= kMax; k++) {
      for (let l = -lMax; l <= lMax; l++) {
        const s = inverseSquare(h, k, l);
        if (s > 0 && s <= limit && isChosen(h, k, l) && !isExtinguished(h, k, l, operations)) found.push(h, k, l);
      }
    }
  }
  const column = (which: number) =>
    Int32Array.from({ length: found.length / 3 }, (_, i) => found[3 * i + which] as number);
  return { h: column(0), k: column(1), l: column(2) };
}

/**
 * Tells whether an operation maps h to itself with another phase, so that the structure factor vanishes (a systematic
 * absence).
 */
const isExtinguished = (h: number, k: number, l: number, operations: readonly SymmetryOperation[]): boolean =>
  operations.some(({ rotation: r, translation: t }) => {
    const x = h * (r[0] as number) + k * (r[3] as number) + l * (r[6] as number);
    const y = h * (r[1] as number) + k * (r[4] as number) + l * (r[7] as number);
    const z = h * (r[2] as number) + k * (r[5] as number) + l * (r[8] as number);
    const turns = h * t[0] + k * t[1] + l * t[2];
    return x === h && y === k && z === l && Math.abs(turns - Math.round(turns)) > 1e-6;
  });
