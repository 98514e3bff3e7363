import { units, type Vec3, vector } from '@braggsim/core';
import type { Detector, ImageMetadata, Panel } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import type { Point } from '../image/placement';

/** The directions that pixels of a detector of flat panels see. Lengths in m. */
export interface Scattering {
  readonly panels: readonly Panel[];
  readonly beam: Vec3;
  readonly wavelengthA: number;
}

/** Returns the scattering geometry of an image; undefined for a curved surface, whose rings are no conics. */
export const scatteringOf = ({ detector, beam }: Pick<ImageMetadata, 'detector' | 'beam'>): Scattering | undefined =>
  detector.curved
    ? undefined
    : { panels: recordingPanels(detector), beam: detector.beam, wavelengthA: units.toAngstrom(beam.wavelength) };

/** Computes the place of pixel coordinates (fast, slow) of a panel in the laboratory; the middle of the first pixel is at 0.5. */
export function labPosition({ origin, fast, slow, pixelSize, pixelSizeSlow = pixelSize }: Panel, [f, s]: Point): Vec3 {
  return vector.add(origin, vector.add(vector.scale(fast, f * pixelSize), vector.scale(slow, s * pixelSizeSlow)));
}

/** Computes the pixel coordinates at which a ray from the sample meets the plane of a panel; undefined if it does not. */
export function panelCoordinates(panel: Panel, direction: Vec3): Point | undefined {
  const { origin, fast, slow, pixelSize, pixelSizeSlow = pixelSize, normal, normalDistance } = panel;
  const towards = vector.dot(direction, normal);
  if (!(towards > 1e-9)) return undefined;
  const offset = vector.subtract(vector.scale(direction, normalDistance / towards), origin);
  // Fast and slow need not be at right angles.
  const [a, b, skew] = [vector.dot(offset, fast), vector.dot(offset, slow), vector.dot(fast, slow)];
  const determinant = 1 - skew * skew;
  return [(a - skew * b) / determinant / pixelSize, (b - skew * a) / determinant / pixelSizeSlow];
}

/** Computes the angle between the beam and the direction of a place, rad. */
export function twoThetaOf(position: Vec3, beam: Vec3): number {
  // Exact at small angles, unlike the arc cosine.
  return Math.atan2(vector.length(vector.cross(beam, position)), vector.dot(beam, position));
}

/** Computes d = lambda / (2 sin theta), Å; infinite at the direct beam. */
export const spacingOf = (twoTheta: number, wavelengthA: number): number => wavelengthA / (2 * Math.sin(twoTheta / 2));

/** Computes 2 theta (rad) of a d-spacing; undefined where the wavelength is too long for it. */
export function twoThetaOfSpacing(dA: number, wavelengthA: number): number | undefined {
  const sine = wavelengthA / (2 * dA);
  return sine > 0 && sine < 1 ? 2 * Math.asin(sine) : undefined;
}

/** Computes the scattering vector (d - b) / lambda of a place, 1/Å. */
export const scatteringVector = (position: Vec3, { beam, wavelengthA }: Scattering): Vec3 =>
  vector.scale(vector.subtract(vector.unit(position), beam), 1 / wavelengthA);

/** Finds where the direct beam meets a panel, or else the plane of the detector. */
export function beamCentre(
  scattering: Scattering,
  detector: Pick<Detector, 'panels'> & Parameters<typeof framePanel>[0],
) {
  for (const [panel, row] of scattering.panels.entries()) {
    const at = panelCoordinates(row, scattering.beam);
    if (at && at[0] >= 0 && at[1] >= 0 && at[0] <= row.pixelsFast && at[1] <= row.pixelsSlow) return { panel, at };
  }
  const at = panelCoordinates(framePanel(detector), scattering.beam);
  return at && { panel: undefined, at };
}

/** Returns the plane of a detector as a panel, whether or not it has panels of its own. */
const framePanel = (
  detector: Pick<
    Detector,
    'fast' | 'slow' | 'origin' | 'normal' | 'normalDistance' | 'pixelSize' | 'pixelsFast' | 'pixelsSlow'
  >,
): Panel => ({ name: 'detector', gaps: [], ...detector });
