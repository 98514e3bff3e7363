import { vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { type BackgroundKind, boxBackground, radialBackground } from './backgrounds';
import { beamOn, boxHalf } from './box-size';
import type { Spot } from './find-spots';
import type { BackgroundBasis, FitBox, FitPixels } from './fit-pixels';
import { median } from './median';
import { type DetectorRays, detectorRays } from './panel-frames';
import { boxAround, type Measurement, selectPixels, untrustedOf } from './select-pixels';

/** How the boxes around spots are chosen. */
export interface BoxOptions {
  /** Half edge, px; from the expected width of spots when absent. */
  readonly box?: number | undefined;
  readonly background: BackgroundKind;
  readonly dMinA?: number | undefined;
  readonly dMaxA?: number | undefined;
}

/** Half edges within which no box may be centred about the direct beam, in half edges of boxes. */
const NEAR_BEAM = 3;

/** Returns the half edge of the boxes around spots: as asked, or from the expected width of spots at their median distance from the beam. */
export function halfEdge(spots: readonly Spot[], derived: Derived, { box }: BoxOptions): number {
  if (box !== undefined) return box;
  const rays = detectorRays(derived);
  const halves = spots.map(({ panel, centre: [fast, slow] }) => {
    const [beamFast = 0, beamSlow = 0] = beamOn(rays, panel) ?? [];
    return boxHalf(derived, rays, panel, Math.hypot(fast - beamFast, slow - beamSlow));
  });
  return halves.length === 0 ? boxHalf(derived, rays, 0, 0) : Math.ceil(median(halves));
}

/** Returns the spots that are far enough from the direct beam for boxes with a half edge of so many pixels. */
export const awayFromBeam = (spots: readonly Spot[], half: number, derived: Derived): Spot[] => {
  const rays = detectorRays(derived);
  return spots.filter(({ panel, centre: [fast, slow] }) => {
    const beam = beamOn(rays, panel);
    return !beam || Math.hypot(fast + 0.5 - beam[0], slow + 0.5 - beam[1]) >= NEAR_BEAM * half;
  });
};

/** Returns the pixels of boxes around spots that a fit uses. */
export function choosePixels(
  spots: readonly Spot[],
  half: number,
  measurement: Measurement,
  derived: Derived,
  options: BoxOptions,
): FitPixels {
  const rays = detectorRays(derived);
  const boxes: FitBox[] = spots.flatMap((spot) => boxAround(spot, half, measurement.panels) ?? []);
  return selectPixels(boxes, measurement, {
    untrusted: untrustedOf(measurement),
    edge: 2 * half + 1,
    wanted: resolutionTest(rays, options),
    background: (pixels) => backgroundOfKind(pixels, half, rays, derived, options.background),
  });
}

function resolutionTest(rays: DetectorRays, { dMinA, dMaxA }: BoxOptions) {
  if (dMinA === undefined && dMaxA === undefined) return undefined;
  const [least, largest] = [dMinA ?? 0, dMaxA ?? Number.POSITIVE_INFINITY];
  return (panel: number, fast: number, slow: number): boolean => {
    const d = 1 / vector.length(rays.scatteringAt(panel, fast + 0.5, slow + 0.5));
    return d >= least && d <= largest;
  };
}

type Chosen = Omit<FitPixels, 'background'>;

function backgroundOfKind(
  pixels: Chosen,
  half: number,
  rays: DetectorRays,
  derived: Derived,
  kind: BackgroundKind,
): BackgroundBasis {
  if (kind !== 'radial') return boxBackground(pixels, kind, half);
  const { detector, beam } = derived;
  const radius = new Float64Array(pixels.count);
  const factor = new Float64Array(pixels.count);
  for (let p = 0; p < pixels.count; p++) {
    const { panel = 0 } = pixels.boxes[pixels.box[p] as number] ?? {};
    const point = rays.pointAt(panel, (pixels.fast[p] as number) + 0.5, (pixels.slow[p] as number) + 0.5);
    const range = vector.length(point);
    const ray = vector.scale(point, 1 / range);
    const cosine = vector.dot(ray, rays.beam);
    radius[p] = Math.acos(Math.min(1, cosine));
    const [electric, magnetic] = [vector.dot(ray, detector.polarization), vector.dot(ray, detector.vertical)];
    const polarization = (1 + cosine ** 2 - (beam.polarizationFraction ?? 0) * (electric ** 2 - magnetic ** 2)) / 2;
    factor[p] = (polarization * Math.abs(detector.normalDistance) ** 3) / range ** 3;
  }
  return radialBackground(pixels, radius, factor);
}
