import { usageError, type Vec3 } from '@braggsim/core';

/** The method of looking up a structure amplitude; each value is the id of a term. */
export type Interpolation = 'nearest' | 'tricubic' | 'uniform';

/** Number of cells along an edge up to which spots are so wide that the amplitude changes within them. */
const FEW_CELLS = 2;

/**
 * Chooses the term that gives the structure amplitudes. Without a table it is `uniform`; `auto` interpolates for small
 * crystals, but not where terms look up the amplitudes of other reciprocal lattice points than the nearest.
 *
 * @param typedCells unit cells along a, b, c as the user gave them, before a crystal size replaces them
 * (docs/c-program.md P12)
 * @param scattering fields of the crystal by which such terms are asked for
 * @throws BraggsimError (`usage`) for interpolation of amplitudes together with neighbours, whose amplitudes are those of
 * reciprocal lattice points
 */
export function chooseInterpolation(
  request: 'auto' | 'nearest' | 'tricubic' | undefined,
  typedCells: Vec3 | undefined,
  hasTable: boolean,
  scattering: { readonly neighbours?: number; readonly diffuse?: object } = {},
): Interpolation {
  const neighbours = scattering.neighbours ?? 0;
  if (request === 'tricubic' && neighbours > 0) {
    throw usageError({
      message: `structureFactors.interpolation is tricubic, and crystal.neighbours is ${neighbours}: expected amplitudes of reciprocal lattice points, nearest; leave one of the two out`,
      expected: 'nearest',
      found: 'tricubic',
      remedy: 'leave one of the two out',
    });
  }
  if (!hasTable) return 'uniform';
  if (request === 'nearest' || request === 'tricubic') return request;
  if (neighbours > 0 || scattering.diffuse) return 'nearest';
  return (typedCells ?? [1, 1, 1]).some((cells) => cells <= FEW_CELLS) ? 'tricubic' : 'nearest';
}
