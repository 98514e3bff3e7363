import { vector } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import { boundsWithin, forEachPixel, pixelCountOf } from '@braggsim/core/kernel';
import { type PanelOptions, requireMaskSize } from './panel';
import { facesSample } from './solid-angle';

/**
 * Computes the solid angle (sr) of all pixels of the region of interest that are not masked: the sum over pixels at the
 * centre of their front face, which differs from the mean over the pixel by about (pixel/distance)^2. For point pixels
 * it is the sum of the inverse squared ranges, 1/m^2.
 *
 * @throws BraggsimError (`data`) for a mask of another size
 */
export function totalSolidAngle(
  detector: Detector,
  { mask, compatibility }: Pick<PanelOptions, 'mask' | 'compatibility'> = {},
): number {
  requireMaskSize(detector, mask);
  const { curved, pointPixel, pixelSize, normalDistance, distance } = detector;
  if (!curved) return overPlane(detector, mask);
  // A curved detector of either kind keeps all pixels at one range.
  const area = pointPixel ? 1 : pixelSize * pixelSize;
  const obliquity = pointPixel || facesSample(detector, compatibility) ? 1 : normalDistance / Math.abs(distance);
  return (countedPixels(detector, mask) * area * obliquity) / (distance * distance);
}

function overPlane(detector: Detector, mask: Uint8Array | undefined): number {
  const { pixelsFast, pixelSize, origin, fast, slow, normalDistance, pointPixel } = detector;
  const region = boundsWithin(detector.region, detector);
  let total = 0;
  for (let s = region.slow[0]; s < region.slow[1]; s++) {
    // |X|^2 of a row is a parabola in the offset along fast.
    const start = vector.add(origin, vector.scale(slow, (s + 0.5) * pixelSize));
    const square = vector.dot(start, start);
    const slope = 2 * vector.dot(start, fast);
    // From the point of the row's line that is nearest to the sample.
    const toNearest = -slope / 2;
    const nearestSquared = square - toNearest * toNearest;
    if (!mask && !pointPixel && pixelSize * pixelSize < MAX_PIXEL_PER_RANGE_SQUARED * nearestSquared) {
      const ends = [region.fast[0] * pixelSize - toNearest, region.fast[1] * pixelSize - toNearest] as const;
      total += sumOfInverseCubes(ends, nearestSquared, pixelSize);
      continue;
    }
    let row = 0;
    for (let f = region.fast[0]; f < region.fast[1]; f++) {
      if (mask !== undefined && mask[s * pixelsFast + f] === 0) continue;
      const offset = (f + 0.5) * pixelSize;
      const rangeSquared = square + offset * (slope + offset);
      row += pointPixel ? 1 / rangeSquared : 1 / (rangeSquared * Math.sqrt(rangeSquared));
    }
    total += row;
  }
  return pointPixel ? total : total * pixelSize * pixelSize * normalDistance;
}

/** Square of the ratio of pixel to range up to which `sumOfInverseCubes` is accurate to 1e-12. */
const MAX_PIXEL_PER_RANGE_SQUARED = 1e-4;

/**
 * Returns the sum of g(u) = (u^2 + q)^(-3/2) at the centres of the intervals of length h between two ends, by the Euler-Maclaurin formula
 * for midpoints: h times the sum is the integral, less h^2/24 of the first derivative and 7 h^4/5760 of the third one, taken
 * between the ends.
 */
function sumOfInverseCubes([from, to]: readonly [number, number], q: number, h: number): number {
  const at = (u: number): number => {
    const square = u * u + q;
    const g = 1 / (square * Math.sqrt(square));
    const first = (-3 * u * g) / square;
    const third = (15 * u * g * (3 * q - 4 * u * u)) / square ** 3;
    return u / (q * Math.sqrt(square)) - (h * h * first) / 24 + (7 * h ** 4 * third) / 5760;
  };
  return (at(to) - at(from)) / h;
}

function countedPixels(detector: Detector, mask: Uint8Array | undefined): number {
  if (mask === undefined) return pixelCountOf(detector.region, detector);
  let count = 0;
  forEachPixel(detector.region, detector, (_fast, _slow, pixel) => {
    if (mask[pixel] !== 0) count++;
  });
  return count;
}
