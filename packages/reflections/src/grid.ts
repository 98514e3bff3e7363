import { usageError, type Vec3 } from '@braggsim/core';
import type { TablePlan } from '@braggsim/core/kernel';
import { place, type Reflections } from './reflections';

/** The name by which kernels find the table of structure amplitudes. */
export const STRUCTURE_TABLE = 'structureFactors';

const BYTES_PER_VALUE = 8;

/** Returns the number of values in a table, or throws when the table needs too much memory. */
export function sizeOfTable(counts: Vec3, maxBytes: number): number {
  const size = counts[0] * counts[1] * counts[2];
  if (size * BYTES_PER_VALUE <= maxBytes) return size;
  const [needed, allowed] = [size * BYTES_PER_VALUE, maxBytes].map((bytes) => Math.ceil(bytes / 2 ** 20));
  throw usageError(
    `the box of Miller indices, ${counts.join(' x ')}, needs ${needed} MiB, more than the ${allowed} MiB allowed; ` +
      'remove outlying reflections from the list',
  );
}

/**
 * Builds the dense table of amplitudes (electrons), indexed [h, k, l], that spans the reflections. Its holes and one
 * layer on every side hold `defaultF`: a kernel clamps an index beyond the table to its nearest edge, and so finds
 * `defaultF` wherever the list has no entry.
 *
 * @throws BraggsimError (`usage`) when the table needs more than `maxBytes`
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
