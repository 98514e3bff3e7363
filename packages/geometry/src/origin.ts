import { type Pivot, usageError, type Vec3, vector } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import type { Axes, Pair } from './conventions';

/** Below this cosine the beam counts as running along the plate. */
const LEAST_COSINE = 1e-12;

export interface Placement {
  readonly axes: Axes;
  /** About lab x, then y, then z, rad. */
  readonly rotation: Vec3;
  readonly twoTheta: number;
  /** Sample to plate along the beam (L0), m. */
  readonly distance: number;
  /** Sample to plane of the plate (D0), m: wins over `distance`. */
  readonly closeDistance: number | undefined;
  readonly pivot: Pivot;
  readonly beamPoint: Pair;
  readonly nearPoint: Pair;
  /** Final lab position of the outer corner of pixel (0,0), in place of what all the rest says. */
  readonly corner: Vec3 | undefined;
  readonly beamReport: Compatibility['beamReport'];
}

/** A plate in the lab frame, m. */
export interface PlacedPlate {
  readonly fast: Vec3;
  readonly slow: Vec3;
  readonly normal: Vec3;
  readonly origin: Vec3;
  readonly distance: number;
  readonly closeDistance: number;
  readonly beamPoint: Pair;
  readonly nearPoint: Pair;
  /** Point that was put on the beam (beam pivot) or nearest to the sample (sample pivot). */
  readonly builtPoint: Pair;
  /** The beam runs along the plate, so that `distance` and `beamPoint` leave two-theta out. */
  readonly beamMissesPlate: boolean;
}

/** corner + along: -F f - S s + length * direction, in this order of operations. */
const cornerFrom = (point: Pair, fast: Vec3, slow: Vec3, length: number, direction: Vec3): Vec3 =>
  vector.add(vector.add(vector.scale(fast, -point[0]), vector.scale(slow, -point[1])), vector.scale(direction, length));

/**
 * Turns the plate about the sample or the direct beam spot, and reports the beam centre and distances that result.
 * @throws BraggsimError (`usage`) when the rotated plate lies along the beam
 */
export function placePlate(p: Placement): PlacedPlate {
  const { beam } = p.axes;
  const tilted = (v: Vec3): Vec3 => vector.rotateXYZ(v, ...p.rotation);
  const turned = (v: Vec3): Vec3 => vector.rotateAbout(tilted(v), p.axes.twoTheta, p.twoTheta);

  // Two-theta is left out on purpose: that is how the C program places plates, in both modes.
  const ratio = vector.dot(beam, tilted(p.axes.normal));
  if (Math.abs(ratio) < LEAST_COSINE) {
    throw usageError(
      'the rotated plate must face the beam, found its normal at right angles to it; change detector.rotationDeg, or swing it out with detector.twoThetaDeg',
    );
  }
  const closeDistance = p.closeDistance ?? Math.abs(ratio * p.distance);
  const [fast, slow, normal] = [turned(p.axes.fast), turned(p.axes.slow), turned(p.axes.normal)];

  const placed =
    p.pivot === 'sample'
      ? turned(cornerFrom(p.nearPoint, p.axes.fast, p.axes.slow, closeDistance, p.axes.normal))
      : cornerFrom(p.beamPoint, fast, slow, closeDistance / ratio, beam);
  const origin = p.corner ?? placed;

  const finalCosine = vector.dot(beam, normal);
  const beamMissesPlate = p.beamReport === 'final' && Math.abs(finalCosine) < LEAST_COSINE;
  const cosine = p.beamReport === 'final' && !beamMissesPlate ? finalCosine : ratio;
  const close = vector.dot(origin, normal);
  const distance = close / cosine;
  const toBeam = vector.subtract(vector.scale(beam, distance), origin);
  const beamPoint: Pair = [vector.dot(fast, toBeam), vector.dot(slow, toBeam)];
  const nearPoint: Pair = [-vector.dot(origin, fast), -vector.dot(origin, slow)];
  const [builtBeam, builtNear] = p.corner ? [beamPoint, nearPoint] : [p.beamPoint, p.nearPoint];
  return {
    fast,
    slow,
    normal,
    origin,
    distance,
    closeDistance: close,
    beamPoint,
    nearPoint,
    builtPoint: p.pivot === 'sample' ? builtNear : builtBeam,
    beamMissesPlate,
  };
}
