import type { Convention, Pivot, Vec3 } from '@braggsim/core';
import type { DetectorPlane } from './detector-plane';
import type { AxisName } from './sections';

export type Axes = Readonly<Record<AxisName, Vec3>>;
/** Two lengths (m): along fast and slow from the outer corner of pixel (0,0), or along a convention's X and Y. */
export type Pair = readonly [number, number];

/** How a beamline's software speaks of its detector. */
export interface ConventionRules {
  readonly axes: Axes;
  /** Pivot that the convention stands for; the custom convention leaves it to the user. */
  readonly pivot: Pivot | undefined;
  /** Index into the convention's [X, Y] of what runs along fast; the other one runs along slow. */
  readonly alongFast: 0 | 1;
  /** Beam centre (X, Y) when none is given; where absent it is the near point. */
  readonly defaultBeam?: (plane: DetectorPlane) => Pair;
  /** Beam centre (X, Y) to the point on the detector plane along fast and slow. */
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
  /** The only left-handed one: fast x slow points against the normal. */
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
  /** Starts from MOSFLM's vectors but for the two-theta axis; each may be replaced. */
  custom: {
    axes: { ...MOSFLM_AXES, twoTheta: Y },
    pivot: undefined,
    alongFast: 0,
    beamOnPlane: asTyped,
  },
};
