import { type Vec3, vector } from '@braggsim/core';
import type { SymmetryOperation } from '../symmetry/operation';

/** A test for whether a reflection is the representative of its equivalents. */
type Chosen = (h: number, k: number, l: number) => boolean;

/**
 * Reciprocal asymmetric units of CCP4, one for each Laue class. Programs expect the reflections of an MTZ file to lie
 * in them.
 */
const CCP4: readonly Chosen[] = [
  (h, k, l) => l > 0 || (l === 0 && (h > 0 || (h === 0 && k >= 0))),
  (h, k, l) => k >= 0 && (l > 0 || (l === 0 && h >= 0)),
  (h, k, l) => h >= 0 && k >= 0 && l >= 0,
  (h, k, l) => l >= 0 && ((h >= 0 && k > 0) || (h === 0 && k === 0)),
  (h, k, l) => h >= k && k >= 0 && l >= 0,
  (h, k, l) => (h >= 0 && k > 0) || (h === 0 && k === 0 && l >= 0),
  (h, k, l) => h >= k && k >= 0 && (k > 0 || l >= 0),
  (h, k, l) => h >= k && k >= 0 && (h > k || l >= 0),
  (h, k, l) => h >= 0 && ((l >= h && k > h) || (l === h && k === h)),
  (h, k, l) => k >= l && l >= h && h >= 0,
];

/**
 * Returns the representative in unusual settings: the equivalent with the largest l, then the largest h, then the largest k.
 */
const largest =
  (operations: readonly SymmetryOperation[]): Chosen =>
  (h, k, l) =>
    equivalents(operations, h, k, l).every(([x, y, z]) => (l - z || h - x || k - y) >= 0);

/** Lists h R and -h R for all operations. */
const equivalents = (operations: readonly SymmetryOperation[], h: number, k: number, l: number): Vec3[] =>
  operations.flatMap(({ rotation: r }) => {
    const at = (i: 0 | 1 | 2) => h * (r[i] as number) + k * (r[3 + i] as number) + l * (r[6 + i] as number);
    const image: Vec3 = [at(0), at(1), at(2)];
    return [image, vector.scale(image, -1)];
  });

const FEW = [-2, -1, 0, 1, 2];

/**
 * Returns the test that picks one representative of each set of equivalent reflections and their Friedel mates: the
 * asymmetric unit of CCP4 for the Laue class. A unit belongs to a class when it contains exactly one reflection of each
 * set.
 */
export function asymmetricUnit(operations: readonly SymmetryOperation[]): Chosen {
  const sets = FEW.flatMap((h) =>
    FEW.flatMap((k) =>
      FEW.map((l) => [...new Map(equivalents(operations, h, k, l).map((index) => [index.join(), index])).values()]),
    ),
  );
  const fits = (chosen: Chosen) => sets.every((set) => set.filter((index) => chosen(...index)).length === 1);
  return CCP4.find(fits) ?? largest(operations);
}
