import { usageError, vector } from '@braggsim/core';
import type { Crystal, WithWarnings } from '@braggsim/core/derived';

/**
 * Quantities that the number of subpixels depends on: cell vectors (m), cells along each, wavelength, distance and
 * pixel edge (m).
 */
export interface OversampleNeeds {
  readonly crystal: Pick<Crystal, 'a' | 'b' | 'c' | 'cells'>;
  readonly wavelength: number;
  readonly distance: number;
  readonly pixelSize: number;
}

/**
 * Computes the number of subpixels per pixel edge that resolve the finest fringes of the crystal: three per fringe. The
 * order of operations is that of the C program, since it decides where the quotient is whole.
 */
export function recommendedOversample(
  crystal: OversampleNeeds['crystal'],
  wavelength: number,
  distance: number,
  pixelSize: number,
): number {
  const { a, b, c, cells } = crystal;
  const largest = Math.max(vector.length(a) * cells[0], vector.length(b) * cells[1], vector.length(c) * cells[2]);
  const perPixel = (wavelength * distance) / pixelSize;
  return Math.max(1, Math.ceil((3 * largest) / perPixel));
}

/**
 * Resolves the number of subpixels per pixel edge; `auto`, zero, negative and absent values mean the recommended
 * number.
 *
 * @throws BraggsimError (`usage`) unless the number is whole
 */
export function resolveOversample(
  requested: number | 'auto' | undefined,
  { crystal, wavelength, distance, pixelSize }: OversampleNeeds,
): WithWarnings<number> {
  const recommended = recommendedOversample(crystal, wavelength, distance, pixelSize);
  if (requested === undefined || requested === 'auto') return { value: recommended, warnings: [] };
  if (!Number.isInteger(requested)) {
    throw usageError(`sampling.oversample must be a whole number or 'auto', found ${requested}`);
  }
  if (requested <= 0) return { value: recommended, warnings: [] };
  const warnings =
    requested < recommended
      ? [
          {
            id: 'oversample-low',
            message: `${requested} subpixels per pixel edge do not resolve the spots; ${recommended} would (sampling.oversample: auto)`,
          },
        ]
      : [];
  return { value: requested, warnings };
}
