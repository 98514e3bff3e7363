import { units, usageError } from '@braggsim/core';
import type { BeamProfile } from '@braggsim/core/derived';
import { errorFunction } from '@braggsim/core/random';
import type { BeamSection } from './sections';

/** Full width at half maximum of a Gaussian over its root mean square. */
const WIDTH_PER_SIGMA = 2 * Math.sqrt(2 * Math.LN2);

type Pair = readonly [number, number];

/**
 * Resolves the profile of a beam; undefined for a flat one.
 *
 * @throws BraggsimError (`usage`) for a profile without widths, and for widths that are not above 0
 */
export function resolveProfile({ profile }: BeamSection): BeamProfile | undefined {
  if (profile === undefined) return undefined;
  const { fwhmMm, offsetMm = [0, 0] } = profile;
  if (fwhmMm === undefined || !fwhmMm.every((width) => width > 0)) {
    const found = fwhmMm === undefined ? 'none' : fwhmMm.join(', ');
    throw usageError({
      message: `beam.profile.fwhmMm must be the two full widths at half maximum, horizontal and vertical, above 0 mm, found ${found}; give them, or leave beam.profile out for a flat beam`,
      expected: 'two widths above 0',
      found,
      remedy: 'give them, or leave beam.profile out for a flat beam',
    });
  }
  const pair = (values: readonly number[], per = 1): Pair =>
    values.map((x) => units.fromMm(x) / per) as unknown as Pair;
  return { sigma: pair(fwhmMm, WIDTH_PER_SIGMA), offset: pair(offsetMm) };
}

/** Returns the area (m^2) by which the number of particles is divided for their fluence at the peak. */
export const profileArea = ({ sigma: [x, y] }: BeamProfile): number => 2 * Math.PI * x * y;

/** Returns the mean of exp(-x^2/(2 sigma^2)) over an interval of a width about an offset. */
function meanOver(sigma: number, width: number, offset: number): number {
  const scale = 1 / (Math.SQRT2 * sigma);
  // The quotient below is 0/0 for a point.
  if (width * scale < 1e-6) return Math.exp(-((offset * scale) ** 2));
  const ends = errorFunction((width / 2 + offset) * scale) + errorFunction((width / 2 - offset) * scale);
  return (Math.sqrt(Math.PI / 2) * sigma * ends) / width;
}

/**
 * Returns the mean over a box of the fluence of a beam, relative to that at its peak.
 *
 * @param box edges of the box across the beam, horizontal and vertical, m
 * @param offset of the centre of the box from the axis of the beam, m; that of the profile when absent
 */
export const illumination = (profile: BeamProfile, box: Pair, offset: Pair = profile.offset): number =>
  meanOver(profile.sigma[0], box[0], offset[0]) * meanOver(profile.sigma[1], box[1], offset[1]);
