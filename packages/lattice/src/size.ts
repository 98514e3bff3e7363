import { units, usageError, type Vec3, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import type { CrystalSection } from './sections';

const AXES = ['a', 'b', 'c'] as const;

/**
 * Computes the number of unit cells along each edge. A size in µm replaces a count; sizes along b and c are limited to
 * the beam. Counts below 1 become 1; others need not be whole, so that they can be refined.
 *
 * @param edges lengths of a, b, c, m
 * @param beamSize edge of the beam, m; null where it limits nothing
 * @throws BraggsimError (`usage`) when a count is negative or not finite
 */
export function cellCounts(section: CrystalSection, edges: Vec3, beamSize: number | null = null): WithWarnings<Vec3> {
  const warnings: Warning[] = [];
  const along = (axis: 0 | 1 | 2): number => {
    let size = units.fromUm(section.sizeUm?.[axis] ?? 0);
    const clipped = axis > 0 && beamSize !== null && beamSize < size;
    if (clipped) {
      size = beamSize;
      warnings.push({
        id: 'crystal-clipped',
        message: `the crystal is ${section.sizeUm?.[axis]} µm along ${AXES[axis]}, more than the beam of ${units.toMm(beamSize)} mm: only the part in the beam counts`,
      });
    }
    return Math.max(1, size > 0 ? Math.ceil(size / edges[axis]) : countOf(section, axis));
  };
  return { value: [along(0), along(1), along(2)], warnings };
}

function countOf({ cells }: CrystalSection, axis: 0 | 1 | 2): number {
  const count = cells?.[axis] ?? 1;
  if (!Number.isFinite(count) || count < 0) {
    throw usageError({
      message: `the number of unit cells along ${AXES[axis]} must be 0 or more, not ${count}; correct crystal.cells`,
      expected: '0 or more',
      found: `${count}`,
      remedy: 'correct crystal.cells',
    });
  }
  return count;
}
