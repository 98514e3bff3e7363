import { dataError, planTerm, vector } from '@braggsim/core';
import {
  type Compatibility,
  type Derived,
  type Detector,
  type Panel,
  resolveCompatibility,
} from '@braggsim/core/derived';
import { boundsWithin, type PanelPlan, type TermPlan } from '@braggsim/core/kernel';
import { curved } from './curved';
import { curvedLabAxes } from './curved-lab-axes';
import { flat } from './flat';
import { bothMasks, gapMask } from './gaps';

/** Options of the plans of panels. */
export interface PanelOptions {
  /** Pixels to compute, [slow, fast], panel after panel; zero leaves a pixel out. All pixels are computed without a mask. */
  readonly mask?: Uint8Array | undefined;
  /** Compatibility options; correct physics where one is absent. */
  readonly compatibility?: Partial<Compatibility>;
  /** Plans the surface of each panel; the built-in surfaces by default. */
  readonly planSurface?: PlanSurface;
}

/**
 * Plans everything that records, as kernels need it: the panels of a detector, or its one plane. Gaps are masked.
 *
 * @throws BraggsimError (`data`) for a mask of another size
 */
export function panelPlans(detector: Detector, options: PanelOptions = {}): PanelPlan[] {
  const { mask, compatibility, planSurface = builtinSurface(compatibility) } = options;
  const { panels } = detector;
  if (!panels) {
    requireMaskSize(detector, mask);
    return [panelPlan(detector, { mask: bothMasks(gapMask(detector, detector.gaps), mask), planSurface })];
  }
  const total = panels.reduce((sum, { pixelsFast, pixelsSlow }) => sum + pixelsFast * pixelsSlow, 0);
  if (mask && mask.length !== total) {
    throw dataError(`the mask must have the ${total} pixels of the ${panels.length} panels, found ${mask.length}`);
  }
  let start = 0;
  return panels.map((panel) => {
    const { name, pixelsFast, pixelsSlow, gaps } = panel;
    const own = mask?.subarray(start, start + pixelsFast * pixelsSlow);
    start += pixelsFast * pixelsSlow;
    const plane: Detector = {
      ...detector,
      ...squared(panel),
      region: { fast: [0, pixelsFast], slow: [0, pixelsSlow] },
    };
    const pixelAspect = aspectOf(panel);
    return {
      ...panelPlan(plane, { mask: bothMasks(gapMask(panel, gaps), own), planSurface }),
      name,
      ...(pixelAspect < 1 && { pixelAspect }),
    };
  });
}

/** Computes the ratio of the shorter edge of a pixel to the longer one. */
const aspectOf = ({ pixelSize, pixelSizeSlow = pixelSize }: Panel): number =>
  Math.min(pixelSize, pixelSizeSlow) / Math.max(pixelSize, pixelSizeSlow);

/**
 * Converts a panel to one with square pixels, as kernels need it. Where pixels are not square, the edge is the longer
 * one, the direction of the shorter one is a vector shorter than 1, and the distance makes up for the smaller area in
 * the solid angle, so that bounds on the extent of a pixel still hold.
 */
function squared(panel: Panel): Panel {
  const { pixelSize: edgeFast, pixelSizeSlow: edgeSlow = edgeFast, fast, slow, normalDistance } = panel;
  if (edgeSlow === edgeFast) return panel;
  const pixelSize = Math.max(edgeFast, edgeSlow);
  return {
    ...panel,
    pixelSize,
    fast: vector.scale(fast, edgeFast / pixelSize),
    slow: vector.scale(slow, edgeSlow / pixelSize),
    normalDistance: normalDistance * (Math.min(edgeFast, edgeSlow) / pixelSize),
  };
}

/**
 * Plans the one plane of a detector without panels, as kernels need it. Gaps are not masked.
 *
 * @throws BraggsimError (`data`) for a mask of another size
 */
export function panelPlan(detector: Detector, options: PanelOptions = {}): PanelPlan {
  const { mask, compatibility, planSurface = builtinSurface(compatibility) } = options;
  const { pixelsFast, pixelsSlow, pixelSize, normalDistance, normal, region } = detector;
  requireMaskSize(detector, mask);
  return {
    name: 'detector',
    pixelsFast,
    pixelsSlow,
    pixelSize,
    normalDistance,
    normal,
    surface: planSurface(detector),
    region: boundsWithin(region, detector),
    ...(mask && { mask }),
  };
}

/**
 * Checks that a mask has the pixels of a detector plane.
 *
 * @throws BraggsimError (`data`) for a mask of another size
 */
export function requireMaskSize({ pixelsFast, pixelsSlow }: Detector, mask: Uint8Array | undefined): void {
  if (mask === undefined || mask.length === pixelsFast * pixelsSlow) return;
  throw dataError({
    message: `the mask must have the ${pixelsFast} x ${pixelsSlow} pixels of the detector plane (${pixelsFast * pixelsSlow}), found ${mask.length}; give a mask of that size or set the pixel counts to the mask's`,
    expected: `${pixelsFast * pixelsSlow} pixels`,
    found: `${mask.length} pixels`,
  });
}

/** Returns the built-in surface term of a detector: flat, or curved in one of two ways. */
export function surfaceTerm(
  { curved: isCurved }: Pick<Detector, 'curved'>,
  compatibility: Partial<Compatibility> = {},
) {
  if (!isCurved) return flat;
  return resolveCompatibility('corrected', compatibility).curvedSurface === 'labAxes' ? curvedLabAxes : curved;
}

/** Plans the surface of one panel, which is given as a detector of its own. */
export type PlanSurface = (panel: Detector) => TermPlan;

/** Plans built-in surfaces, which depend on the detector alone. */
const builtinSurface =
  (compatibility?: Partial<Compatibility>): PlanSurface =>
  (detector) =>
    planTerm(surfaceTerm(detector, compatibility), {}, { detector } as Derived);
