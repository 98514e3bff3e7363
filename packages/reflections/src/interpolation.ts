import type { Vec3 } from '@braggsim/core';

/** How a structure amplitude is found; each is the id of a term. */
export type Interpolation = 'nearest' | 'tricubic' | 'uniform';

/** Crystals of so few cells have spots so wide that the amplitude changes within them. */
const FEW_CELLS = 2;

/**
 * Which term gives the amplitudes. Without a table there is nothing to look up; `auto` interpolates
 * for small crystals.
 *
 * @param typedCells unit cells along a, b, c as the user gave them, before a crystal size replaces them (docs/c-program.md P12)
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
