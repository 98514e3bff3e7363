import { parameters, term, usageError } from '@braggsim/core';
import type { Calculator, Table } from '@braggsim/formula';
import { beamStop, solidAngle } from '@braggsim/geometry';
import { kahn } from '@braggsim/polarization';
import { amorphous } from './amorphous';

/** Parameters of an `air` background, as an experiment gives them. */
export const airParameters = parameters({
  fromMm: {
    type: 'number',
    unit: 'mm',
    default: -30,
    doc: 'where the gas begins, along the beam from the sample: the last pinhole, negative before the sample',
  },
  toMm: {
    type: 'number',
    unit: 'mm',
    doc: 'where the gas ends, along the beam from the sample; when absent the beam stop or the detector, whichever is nearer; the stop where the beam passes by all panels',
  },
  gas: { type: 'enum', options: ['air', 'nitrogen', 'helium'], default: 'air', doc: 'gas of the path of the beam' },
  densityGPerCm3: {
    type: 'number',
    unit: 'g/cm³',
    min: 0,
    doc: 'that of the gas at 20 °C and 1013 hPa when absent',
  },
  steps: {
    type: 'integer',
    default: 16,
    min: 1,
    max: 64,
    doc: 'points along the path at which the scattering is computed (Gauss-Legendre)',
  },
});

/** Numbers of the term, one of each list for every point of the path; those of the stop are empty without one. */
export type AirConstants = {
  /** Places along the beam from the sample, m. */
  readonly places: readonly number[];
  /** Molecules that each point stands for. */
  readonly molecules: readonly number[];
  readonly first: number;
  readonly perStep: number;
  readonly polarizationFraction: number;
  /** Axes across the beam, and the beam. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly beam: readonly number[];
  readonly arm: readonly number[];
  readonly transmission: readonly number[];
  /** The stop as seen from each point: lengths over its distance from there. */
  readonly centreX: readonly number[];
  readonly centreY: readonly number[];
  readonly radiusSquared: readonly number[];
  readonly halfWidth: readonly number[];
};

export type AirSpecialization = {
  readonly table: Table;
  /** Whether there is a polarization factor, and the beam is polarized. */
  readonly polarization: 'off' | 'unpolarized' | 'polarized';
  readonly pointPixel: boolean;
  /** Whether pixels face the sample, as those of a curved detector do. */
  readonly facesSample: boolean;
  readonly stop: { readonly hasArm: boolean } | null;
};

/** Keeps a quotient finite straight backwards, where the scattering angle does not depend on the place. */
const TINY = 1e-12;

type Triple<T> = readonly [T, T, T];

/** Returns the shadow of the stop on the ray from a point of the path, by the formula of the stop. */
function shadow<T>(
  m: Calculator<T>,
  ray: Triple<T>,
  stop: {
    readonly [K in keyof AirConstants]: AirConstants[K] extends readonly number[]
      ? readonly (T | number)[]
      : T | number;
  },
  i: number,
  hasArm: boolean,
): T {
  const at = (list: readonly (T | number)[], j: number) => list[j] as T | number;
  const triple = (list: readonly (T | number)[]) => [at(list, 0), at(list, 1), at(list, 2)] as const;
  const constants = {
    x: triple(stop.x),
    y: triple(stop.y),
    beam: triple(stop.beam),
    centre: [at(stop.centreX, i), at(stop.centreY, i)] as const,
    radiusSquared: at(stop.radiusSquared, i),
    arm: [at(stop.arm, 0), at(stop.arm, 1)] as const,
    halfWidth: at(stop.halfWidth, i),
    transmission: at(stop.transmission, 0),
  };
  const [directionX, directionY, directionZ] = ray;
  return beamStop.formula(m, { directionX, directionY, directionZ }, constants as never, { hasArm });
}

/**
 * Scattering of the gas that the beam passes, from before the sample to the stop. Each point p of the path scatters on its own
 * account: with R and 2 theta of the sample, R'/R = sqrt(1 - 2 (p/R) cos(2 theta) + (p/R)^2) and cos(2 theta') = (cos(2 theta) - p/R) R/R'.
 */
export const air = term<
  'background',
  | 'range'
  | 'cosTwoTheta'
  | 'cosMagneticAxis'
  | 'sinThetaOverLambda'
  | 'cosIncidence'
  | 'cosBeamNormal'
  | 'pixelSize'
  | 'normalDistance'
  | 'directionX'
  | 'directionY'
  | 'directionZ',
  AirConstants,
  AirSpecialization
>({
  slot: 'background',
  id: 'air',
  version: 1,
  params: airParameters,
  about: {
    equation:
      "area density N_A / molar mass * integral of F(s')^2 P' Omega' T' dz, from the point z b of the path; T' is 0 behind the beam stop",
    citation: 'sum over the points of the path by Gauss-Legendre quadrature',
  },
  inputs: [
    'range',
    'cosTwoTheta',
    'cosMagneticAxis',
    'sinThetaOverLambda',
    'cosIncidence',
    'cosBeamNormal',
    'pixelSize',
    'normalDistance',
    'directionX',
    'directionY',
    'directionZ',
  ],
  constants() {
    throw usageError('a background of air is planned with its table and the beam stop: see airBackground');
  },
  formula(m, x, c, { table, polarization, pointPixel, facesSample, stop }) {
    const { range, cosTwoTheta, pixelSize } = x;
    const perRange = m.ratio(1, range);
    const normalPerPlace = m.ratio(x.cosBeamNormal, m.product(x.cosIncidence, range));
    const forwards = m.sum(1 + TINY, cosTwoTheta);
    const versine = m.minus(1, cosTwoTheta);
    return c.places
      .map((place, i) => {
        const relative = m.product(place, perRange);
        const squared = m.sum(m.square(m.minus(1, relative)), m.product(2, relative, versine));
        const far = m.sqrt(squared);
        const perFar = m.ratio(1, far);
        const cosine = m.product(m.minus(cosTwoTheta, relative), perFar);
        const angle = m.sqrt(m.ratio(forwards, m.sum(1 + TINY, cosine)));
        const intensity = amorphous.formula(
          m,
          { sinThetaOverLambda: m.product(x.sinThetaOverLambda, perFar, angle) },
          { molecules: c.molecules[i] as number, first: c.first, perStep: c.perStep },
          { table },
        );
        const normalDistance = facesSample
          ? m.product(range, m.minus(1, m.product(relative, cosTwoTheta)))
          : m.product(x.normalDistance, m.larger(m.minus(1, m.product(place, normalPerPlace)), 0));
        const omega = solidAngle.formula(
          m,
          { pixelSize, normalDistance, range: m.product(range, far) },
          {},
          { pointPixel, obliquity: true },
        );
        const value = m.product(intensity, omega);
        const polarized =
          polarization === 'off'
            ? value
            : m.product(
                value,
                kahn.formula(
                  m,
                  { cosTwoTheta: cosine, cosMagneticAxis: m.product(x.cosMagneticAxis, perFar) },
                  { polarizationFraction: c.polarizationFraction },
                  { polarized: polarization === 'polarized' },
                ),
              );
        if (!stop) return polarized;
        const along = (direction: typeof range, j: 0 | 1 | 2) =>
          m.minus(direction, m.product(relative, c.beam[j] as number));
        const ray = [along(x.directionX, 0), along(x.directionY, 1), along(x.directionZ, 2)] as const;
        return m.product(polarized, shadow(m, ray, c, i, stop.hasArm));
      })
      .reduce((sum, part) => m.sum(sum, part));
  },
});
