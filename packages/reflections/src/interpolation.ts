import type { Vec3 } from '@braggsim/core';

/** The method of looking up a structure amplitude; each value is the id of a term. */
export type Interpolation = 'nearest' | 'tricubic' | 'uniform';

/** Number of cells along an edge up to which spots are so wide that the amplitude changes within them. */
const FEW_CELLS = 2;

/**
 * Chooses the term that gives the structure amplitudes. Without a table it is `uniform`; `auto` interpolates for small
 * crystals.
 *
 * @param typedCells unit cells along a, b, c as the user gave them, before a crystal size replaces them
 * (docs/c-program.md P12)
 */
export function chooseInterpolation(
  request: 'auto' | 'nearest' | 'tricubic' | undefined,
  typedCells: Vec3 | undefined,
  hasTable: boolean,
): Interpolation {
  if (!hasTable) return 'uniform';
  if (request === 'nearest' || request === 'tricubic') return request;
  return (typedCells ?? [1, 1, 1]).some((cells) => cells <= FEW_CELLS) ? 'tricubic' : 'nearest';
}
