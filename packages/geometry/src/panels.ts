import { units, usageError, type Vec3, vector } from '@braggsim/core';
import type { Detector, Panel } from '@braggsim/core/derived';
import { boundsOf } from '@braggsim/core/kernel';
import { requireFinite, requirePositive, requireWhole } from './checks';
import { checkGaps } from './gaps';
import type { PanelRow } from './sections';

/** Sine of the angle below which two directions are parallel. */
const PARALLEL = 1e-9;

/** Directions of the detector plane in its own frame. */
const FRAME_FAST: Vec3 = [1, 0, 0];
const FRAME_SLOW: Vec3 = [0, 1, 0];

type PanelsFrame = Pick<Detector, 'fast' | 'slow' | 'normal' | 'origin' | 'pixelSize'>;

/**
 * Places the panels of a multi-panel detector in the laboratory frame. Panels of either handedness are accepted: each
 * normal is turned away from the sample, so that every panel records rays from the sample.
 *
 * @throws BraggsimError (`usage`) that names the panel
 */
export const placePanels = (rows: readonly PanelRow[], plane: PanelsFrame): Panel[] => {
  if (rows.length === 0) {
    throw usageError(
      'detector.panels must have at least one panel, found none; leave it out for a single detector plane',
    );
  }
  return rows.map((row, i) => placePanel(row, i, plane));
};

function placePanel(row: PanelRow, index: number, plane: PanelsFrame): Panel {
  const name = row.name ?? `p${index}`;
  const field = (part: string) => `detector.panels[${index}].${part} (${name})`;
  const { pixelsFast, pixelsSlow, pixelMm, pixelSlowMm, cornerMm, gapsPx = [] } = row;
  requireWhole(field('pixels'), [pixelsFast, pixelsSlow]);
  requirePositive(field('pixelsFast'), pixelsFast);
  requirePositive(field('pixelsSlow'), pixelsSlow);
  if (pixelMm !== undefined) requirePositive(field('pixelMm'), pixelMm);
  if (pixelSlowMm !== undefined) requirePositive(field('pixelSlowMm'), pixelSlowMm);
  requireFinite(field('cornerMm'), cornerMm);
  checkGaps(field('gapsPx'), row, gapsPx);

  const given = { fast: row.fast ?? FRAME_FAST, slow: row.slow ?? FRAME_SLOW };
  const direction = (axis: 'fast' | 'slow'): Vec3 => {
    requireFinite(field(axis), given[axis]);
    return vector.unit(inLab(given[axis], plane));
  };
  const [fast, slow] = [direction('fast'), direction('slow')];
  const across = vector.cross(fast, slow);
  if (vector.length(across) < PARALLEL) {
    throw usageError(
      `${field('fast')} and slow must be two directions, found ${given.fast.join(' ')} and ${given.slow.join(' ')}`,
    );
  }
  const corner: Vec3 = [units.fromMm(cornerMm[0]), units.fromMm(cornerMm[1]), units.fromMm(cornerMm[2])];
  const origin = vector.add(plane.origin, inLab(corner, plane));
  const upright = vector.unit(across);
  const height = vector.dot(origin, upright);
  if (height === 0) throw usageError(`${field('cornerMm')} puts the sample into the plane of the panel; move it away`);
  const pixelSize = pixelMm === undefined ? plane.pixelSize : units.fromMm(pixelMm);
  const pixelSizeSlow = pixelSlowMm === undefined ? pixelSize : units.fromMm(pixelSlowMm);
  return {
    name,
    pixelsFast,
    pixelsSlow,
    pixelSize,
    ...(pixelSizeSlow !== pixelSize && { pixelSizeSlow }),
    origin,
    fast,
    slow,
    normal: height < 0 ? vector.scale(upright, -1) : upright,
    normalDistance: Math.abs(height),
    gaps: gapsPx.map(boundsOf),
  };
}

/** Converts components along fast, slow and normal of the detector plane to a vector in the laboratory frame. */
const inLab = (v: Vec3, { fast, slow, normal }: PanelsFrame): Vec3 =>
  vector.add(vector.add(vector.scale(fast, v[0]), vector.scale(slow, v[1])), vector.scale(normal, v[2]));

/** Lists the surfaces of a detector that record: its panels, or its one plane as a panel. */
export const recordingPanels = (detector: Detector): readonly Panel[] =>
  detector.panels ?? [
    {
      name: 'detector',
      pixelsFast: detector.pixelsFast,
      pixelsSlow: detector.pixelsSlow,
      pixelSize: detector.pixelSize,
      origin: detector.origin,
      fast: detector.fast,
      slow: detector.slow,
      normal: detector.normal,
      normalDistance: detector.normalDistance,
      gaps: detector.gaps ?? [],
    },
  ];
