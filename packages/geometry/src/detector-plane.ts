import { units, usageError, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { requirePositive, requireWhole } from './checks';
import type { DetectorSection } from './sections';

const DEFAULT_PIXEL_MM = 0.1;
const DEFAULT_SIZE_MM = 102.4;

/** Pixel counts and edges (m) of a detector plane. */
export interface DetectorPlane {
  readonly pixelSize: number;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  readonly sizeFast: number;
  readonly sizeSlow: number;
}

/**
 * Resolves pixel counts and edges of the detector plane: counts from edges or edges from counts, where counts win. A
 * given edge is kept although counts are whole, since the default beam centre is half of it.
 *
 * @throws BraggsimError (`usage`) for impossible values and for a plane without pixels
 */
export function resolveDetectorPlane(section: DetectorSection): WithWarnings<DetectorPlane> {
  const pixelMm = section.pixelMm ?? DEFAULT_PIXEL_MM;
  requirePositive('detector.pixelMm', pixelMm);
  const pixelSize = units.fromMm(pixelMm);
  const warnings: Warning[] = [];

  const edge = (axis: 'Fast' | 'Slow'): { pixels: number; size: number } => {
    const count = section[`pixels${axis}`];
    const sizeMm = section[`size${axis}Mm`];
    if (count === undefined) {
      requirePositive(`detector.size${axis}Mm`, sizeMm ?? DEFAULT_SIZE_MM);
      const size = units.fromMm(sizeMm ?? DEFAULT_SIZE_MM);
      const pixels = Math.ceil(size / pixelSize - 0.5);
      if (pixels < 1) {
        throw usageError(
          `detector.size${axis}Mm (${sizeMm}) must hold at least one pixel of ${pixelMm} mm: give a larger detector plane or smaller pixels`,
        );
      }
      return { pixels, size };
    }
    requireWhole(`detector.pixels${axis}`, [count]);
    requirePositive(`detector.pixels${axis}`, count);
    const size = pixelSize * count;
    if (sizeMm !== undefined && Math.ceil(units.fromMm(sizeMm) / pixelSize - 0.5) !== count) {
      warnings.push({
        id: 'detector-size-without-effect',
        message: `detector.size${axis}Mm (${sizeMm}) has no effect: the ${count} pixels of ${pixelMm} mm make the detector plane ${units.toMm(size)} mm wide`,
      });
    }
    return { pixels: Math.ceil(size / pixelSize - 0.5), size };
  };

  const [fast, slow] = [edge('Fast'), edge('Slow')];
  return {
    value: {
      pixelSize,
      pixelsFast: fast.pixels,
      pixelsSlow: slow.pixels,
      sizeFast: fast.size,
      sizeSlow: slow.size,
    },
    warnings,
  };
}
