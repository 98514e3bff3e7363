import { vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { DetectorRays } from './panel-frames';
import { reciprocalAxes } from './panel-frames';

const MIN_HALF = 4;
/** Pixels around a spot in which the background shows. */
const MARGIN = 3;
const WIDTHS = 1.5;

/** Returns the place of the direct beam on a panel, px; undefined where it does not meet the panel's plane. */
export const beamOn = (rays: DetectorRays, panel: number) => rays.meets(panel, rays.beam);

/** Returns the expected full width of spots, px: size of the crystal, and mosaic spread and bandwidth times the distance from the beam. */
function expectedWidth(derived: Derived, rays: DetectorRays, panel: number, radiusPx: number): number {
  const { crystal, mosaic, sources, detector } = derived;
  const perRadian = Math.abs(detector.normalDistance) / rays.pixelSize(panel);
  const edges = [crystal.a, crystal.b, crystal.c].map((v, i) => vector.length(v) * (crystal.cells[i] as number));
  const size = ((rays.wavelengthA * 1e-10) / Math.min(...edges)) * perRadian;
  const spread = mosaic.domains > 1 ? 2 * mosaic.spread * radiusPx : 0;
  const { wavelengths } = sources;
  const band = (Math.max(...wavelengths) - Math.min(...wavelengths)) / (rays.wavelengthA * 1e-10);
  return Math.hypot(size, spread, band * radiusPx);
}

/** Returns the half edge of boxes in which spots of this width stand on their background, at most half way to the next spot. */
export function boxHalf(derived: Derived, rays: DetectorRays, panel: number, radiusPx: number): number {
  const width = expectedWidth(derived, rays, panel, radiusPx);
  const perUnit = (rays.wavelengthA * Math.abs(derived.detector.normalDistance)) / rays.pixelSize(panel);
  const apart = Math.min(...reciprocalAxes(derived).map((axis) => vector.length(axis) * perUnit));
  return Math.max(MIN_HALF, Math.min(Math.ceil(MARGIN + WIDTHS * width), Math.floor(apart / 2)));
}
