import { usageError, type Vec3 } from '@braggsim/core';
import type { TablePlan } from '@braggsim/core/kernel';
import { place, type Reflections } from './reflections';

/** Name under which kernels know the table of structure amplitudes. */
export const STRUCTURE_TABLE = 'structureFactors';

const BYTES_PER_VALUE = 8;

/** Values in a table, or the error that it does not fit. */
export function sizeOfTable(counts: Vec3, maxBytes: number): number {
  const size = counts[0] * counts[1] * counts[2];
  if (size * BYTES_PER_VALUE <= maxBytes) return size;
  const [needed, allowed] = [size * BYTES_PER_VALUE, maxBytes].map((bytes) => Math.ceil(bytes / 2 ** 20));
  throw usageError(
    `the box of Miller indices, ${counts.join(' x ')}, needs ${needed} MiB, more than the ${allowed} MiB allowed; ` +
      'take outlying reflections out of the list',
  );
}

/**
 * The dense box that the reflections span, electrons [h, k, l], with `defaultF` in its holes and in a layer on every
 * side: a kernel looks beyond a table at its nearest edge, so it finds `defaultF` wherever the list has nothing.
 *
 * @throws BraggsimError (`usage`) when it takes more than `maxBytes`
 */
export function structureGrid(
  reflections: Reflections,
  defaultF: number,
  { maxBytes = 2 ** 31 }: { readonly maxBytes?: number } = {},
): TablePlan {
  const { min: least, max: largest } = reflections;
  const min: Vec3 = [least[0] - 1, least[1] - 1, least[2] - 1];
  const count: Vec3 = [largest[0] - least[0] + 3, largest[1] - least[1] + 3, largest[2] - least[2] + 3];
  const values = new Float64Array(sizeOfTable(count, maxBytes)).fill(defaultF);
  place(reflections, values, min, count);
  return { layout: { name: STRUCTURE_TABLE, min, count }, values };
}
