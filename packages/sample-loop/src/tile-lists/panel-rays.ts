import { type Term, type Vec3, vector } from '@braggsim/core';
import type { InputValues, PanelPlan } from '@braggsim/core/kernel';
import { calculator, numbers } from '@braggsim/formula';

/** A flat panel in pixels: the ray along k meets it at (column.k/depth.k, row.k/depth.k), in pixels from its corner. Plain data. */
export interface PanelRays {
  readonly column: Vec3;
  readonly row: Vec3;
  /** k over the point where it meets the panel, if that has no other component: above zero for rays towards the panel. */
  readonly depth: Vec3;
  /** Directions of the corners of the panel. */
  readonly corners: readonly Vec3[];
  /** Distance of the farthest corner from the sample, m. */
  readonly farthest: number;
}

/** Finds the pixels of an affine panel from directions; undefined for a panel in whose plane the sample is. */
export function panelRays(panel: PanelPlan, surface: Term<'surface'>): PanelRays | undefined {
  const m = calculator(numbers());
  const { pixelSize, surface: plan } = panel;
  const pointAt = (fast: number, slow: number): Vec3 => {
    const at = { fastOffset: fast * pixelSize, slowOffset: slow * pixelSize, depth: 0 } as InputValues<number>;
    const [x, y, z] = surface.formula(m, at, plan.constants, plan.specialization);
    return [x, y, z];
  };
  const corner = pointAt(0, 0);
  // Over many pixels, so that the digits of the corner do not matter.
  const { pixelsFast, pixelsSlow } = panel;
  const fast = vector.scale(vector.subtract(pointAt(pixelsFast, 0), corner), 1 / pixelsFast);
  const slow = vector.scale(vector.subtract(pointAt(0, pixelsSlow), corner), 1 / pixelsSlow);
  const volume = vector.dot(fast, vector.cross(slow, corner));
  if (!(Math.abs(volume) > 0)) return undefined;
  const points = [0, pixelsFast].flatMap((x) => [0, pixelsSlow].map((y) => pointAt(x, y)));
  return {
    column: vector.scale(vector.cross(slow, corner), 1 / volume),
    row: vector.scale(vector.cross(corner, fast), 1 / volume),
    depth: vector.scale(vector.cross(fast, slow), 1 / volume),
    corners: points.map(vector.unit),
    farthest: Math.max(...points.map(vector.length)),
  };
}
