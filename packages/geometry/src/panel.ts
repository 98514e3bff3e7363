import { type Choices, type Detector, dataError, type PanelPlan, type TermPlan } from '@braggsim/core';
import { curved, curvedConstants } from './curved';
import { curvedLabAxes, curvedLabAxesConstants } from './curved-lab-axes';
import { flat, flatConstants } from './flat';

/**
 * The plate as kernels need it.
 * @param mask [slow, fast]; zero means skip
 * @throws BraggsimError (`data`) for a mask of another size
 */
export function panelPlan(detector: Detector, choices: Choices, mask?: Uint8Array): PanelPlan {
  const { pixelsFast, pixelsSlow, pixelSize, closeDistance, normal, roi } = detector;
  requireMaskSize(detector, mask);
  return {
    name: 'plate',
    pixelsFast,
    pixelsSlow,
    pixelSize,
    closeDistance,
    normal,
    surface: surfacePlan(detector, choices),
    roi: roiWithin(roi, pixelsFast, pixelsSlow),
    ...(mask && { mask }),
  };
}

/** Limits held within the plate. */
export const roiWithin = (roi: Detector['roi'], pixelsFast: number, pixelsSlow: number): Detector['roi'] => [
  roi[0],
  Math.min(roi[1], pixelsFast - 1),
  roi[2],
  Math.min(roi[3], pixelsSlow - 1),
];

/** @throws BraggsimError (`data`) for a mask of another size */
export function requireMaskSize({ pixelsFast, pixelsSlow }: Detector, mask: Uint8Array | undefined): void {
  if (mask === undefined || mask.length === pixelsFast * pixelsSlow) return;
  throw dataError({
    message: `the mask must have the ${pixelsFast} x ${pixelsSlow} pixels of the plate (${pixelsFast * pixelsSlow}), found ${mask.length}; give a mask of that size or set the pixel counts to the mask's`,
    expected: `${pixelsFast * pixelsSlow} pixels`,
    found: `${mask.length} pixels`,
  });
}

function surfacePlan(detector: Detector, choices: Choices): TermPlan {
  if (!detector.curved) return { ...head(flat), constants: flatConstants(detector) };
  return choices.curvedSurface === 'labAxes'
    ? { ...head(curvedLabAxes), constants: curvedLabAxesConstants(detector) }
    : { ...head(curved), constants: curvedConstants(detector) };
}

const head = ({ id, version }: { id: string; version: number }) => ({ id, version, choices: {} });
