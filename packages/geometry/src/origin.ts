import { type Pivot, usageError, type Vec3, vector } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import type { Axes, Pair } from './conventions';

/** Smallest cosine between the beam and the normal at which the beam meets the detector plane. */
const MIN_COSINE = 1e-12;

export interface Placement {
  readonly axes: Axes;
  /** Rotation about laboratory x, then y, then z, rad. */
  readonly rotation: Vec3;
  readonly twoTheta: number;
  /** Distance from the sample to the detector plane along the beam (`L0`), m. */
  readonly distance: number;
  /** Distance from the sample to the detector plane along the normal (`D0`), m; replaces `distance`. */
  readonly normalDistance: number | undefined;
  readonly pivot: Pivot;
  readonly beamPoint: Pair;
  readonly normalIncidencePoint: Pair;
  /** Final position of the outer corner of pixel (0,0), m, in place of all other fields. */
  readonly corner: Vec3 | undefined;
  readonly beamReport: Compatibility['beamReport'];
}

/** A detector plane in the laboratory frame, m. */
export interface PlacedPlane {
  readonly fast: Vec3;
  readonly slow: Vec3;
  readonly normal: Vec3;
  readonly origin: Vec3;
  readonly distance: number;
  readonly normalDistance: number;
  readonly beamPoint: Pair;
  readonly normalIncidencePoint: Pair;
  /** Point that was put on the beam (beam pivot) or next to the sample (sample pivot). */
  readonly builtPoint: Pair;
  /** Whether the beam runs along the detector plane, so that `distance` and `beamPoint` are taken at two-theta = 0. */
  readonly beamMissesPlane: boolean;
}

/** Computes -F f - S s + length * direction, in this order of operations. */
const cornerFrom = (point: Pair, fast: Vec3, slow: Vec3, length: number, direction: Vec3): Vec3 =>
  vector.add(vector.add(vector.scale(fast, -point[0]), vector.scale(slow, -point[1])), vector.scale(direction, length));

/**
 * Rotates the detector plane about the sample or the direct beam, and computes the distances and beam centre that
 * result (Parkhurst et al. 2014, J. Appl. Cryst. 47, 1459, in the order of operations of the C program).
 *
 * @throws BraggsimError (`usage`) when the rotated detector plane lies along the beam
 */
export function placeDetectorPlane(p: Placement): PlacedPlane {
  const { beam } = p.axes;
  const tilted = (v: Vec3): Vec3 => vector.rotateXYZ(v, ...p.rotation);
  const turned = (v: Vec3): Vec3 => vector.rotateAbout(tilted(v), p.axes.twoTheta, p.twoTheta);

  // Two-theta is left out on purpose: that is how the C program places detector planes, in both modes.
  const ratio = vector.dot(beam, tilted(p.axes.normal));
  if (Math.abs(ratio) < MIN_COSINE) {
    throw usageError(
      'the rotated detector plane must face the beam, found its normal at right angles to it; change detector.rotationDeg, or swing it out with detector.twoThetaDeg',
    );
  }
  const normalDistance = p.normalDistance ?? Math.abs(ratio * p.distance);
  const [fast, slow, normal] = [turned(p.axes.fast), turned(p.axes.slow), turned(p.axes.normal)];

  const placed =
    p.pivot === 'sample'
      ? turned(cornerFrom(p.normalIncidencePoint, p.axes.fast, p.axes.slow, normalDistance, p.axes.normal))
      : cornerFrom(p.beamPoint, fast, slow, normalDistance / ratio, beam);
  const origin = p.corner ?? placed;

  const finalCosine = vector.dot(beam, normal);
  const beamMissesPlane = p.beamReport === 'final' && Math.abs(finalCosine) < MIN_COSINE;
  const cosine = p.beamReport === 'final' && !beamMissesPlane ? finalCosine : ratio;
  const close = vector.dot(origin, normal);
  const distance = close / cosine;
  const toBeam = vector.subtract(vector.scale(beam, distance), origin);
  const beamPoint: Pair = [vector.dot(fast, toBeam), vector.dot(slow, toBeam)];
  const normalIncidencePoint: Pair = [-vector.dot(origin, fast), -vector.dot(origin, slow)];
  const [builtBeam, builtNear] = p.corner ? [beamPoint, normalIncidencePoint] : [p.beamPoint, p.normalIncidencePoint];
  return {
    fast,
    slow,
    normal,
    origin,
    distance,
    normalDistance: close,
    beamPoint,
    normalIncidencePoint,
    builtPoint: p.pivot === 'sample' ? builtNear : builtBeam,
    beamMissesPlane,
  };
}
