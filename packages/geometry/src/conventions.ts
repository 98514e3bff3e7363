import type { Convention, Pivot, Vec3 } from '@braggsim/core';
import type { DetectorPlane } from './detector-plane';
import type { AxisName } from './sections';

export type Axes = Readonly<Record<AxisName, Vec3>>;
/** Two lengths (m): along fast and slow from the outer corner of pixel (0,0), or along a convention's X and Y. */
export type Pair = readonly [number, number];

/** Axes, pivot and beam centre of a convention, each that of a known program. */
export interface ConventionRules {
  readonly axes: Axes;
  /** Pivot of the convention; undefined for the custom convention, whose fields imply one. */
  readonly pivot: Pivot | undefined;
  /** Index into the convention's [X, Y] of the coordinate along fast; the other one is along slow. */
  readonly alongFast: 0 | 1;
  /** Computes the default beam centre (X, Y), m; the normal incidence point where absent. */
  readonly defaultBeam?: (plane: DetectorPlane) => Pair;
  /** Converts a beam centre (X, Y) to the point along fast and slow, m. */
  readonly beamOnPlane: (x: number, y: number, plane: DetectorPlane) => Pair;
}

const X: Vec3 = [1, 0, 0];
const Y: Vec3 = [0, 1, 0];
const Z: Vec3 = [0, 0, 1];
const MINUS_X: Vec3 = [-1, 0, 0];
const MINUS_Y: Vec3 = [0, -1, 0];
const MINUS_Z: Vec3 = [0, 0, -1];

const MOSFLM_AXES: Axes = {
  beam: X,
  fast: Z,
  slow: MINUS_Y,
  normal: X,
  twoTheta: MINUS_Z,
  polarization: Z,
  spindle: Z,
};

const mosflmBeam = ({ sizeFast, sizeSlow, pixelSize }: DetectorPlane): Pair => [
  (sizeSlow + pixelSize) / 2,
  (sizeFast + pixelSize) / 2,
];

const asTyped = (x: number, y: number): Pair => [x, y];

export const CONVENTIONS: Readonly<Record<Convention, ConventionRules>> = {
  mosflm: {
    axes: MOSFLM_AXES,
    pivot: 'beam',
    alongFast: 1,
    defaultBeam: mosflmBeam,
    beamOnPlane: (x, y, { pixelSize }) => [y + 0.5 * pixelSize, x + 0.5 * pixelSize],
  },
  denzo: {
    axes: MOSFLM_AXES,
    pivot: 'beam',
    alongFast: 1,
    defaultBeam: mosflmBeam,
    beamOnPlane: (x, y) => [y, x],
  },
  /** The only left-handed convention: fast x slow points against the normal. */
  adxv: {
    axes: { beam: Z, fast: X, slow: MINUS_Y, normal: Z, twoTheta: MINUS_X, polarization: X, spindle: X },
    pivot: 'beam',
    alongFast: 0,
    defaultBeam: ({ sizeFast, sizeSlow, pixelSize }) => [(sizeFast + pixelSize) / 2, (sizeSlow - pixelSize) / 2],
    beamOnPlane: (x, y, { sizeSlow }) => [x, sizeSlow - y],
  },
  xds: {
    axes: { beam: Z, fast: X, slow: Y, normal: Z, twoTheta: X, polarization: X, spindle: X },
    pivot: 'sample',
    alongFast: 0,
    beamOnPlane: asTyped,
  },
  dials: {
    axes: { beam: Z, fast: X, slow: Y, normal: Z, twoTheta: Y, polarization: Y, spindle: Y },
    pivot: 'sample',
    alongFast: 0,
    beamOnPlane: asTyped,
  },
  /** Default vectors of the custom convention: those of MOSFLM except for the two-theta axis. Each may be replaced. */
  custom: {
    axes: { ...MOSFLM_AXES, twoTheta: Y },
    pivot: undefined,
    alongFast: 0,
    beamOnPlane: asTyped,
  },
};
