import { planTerm, type StageRequest, stageParameters, units, usageError, vector } from '@braggsim/core';
import type { Beam, Compatibility, Derived } from '@braggsim/core/derived';
import type { TablePlan } from '@braggsim/core/kernel';
import { type BeamStopSection, beamStop, beamStopValues, facesSample, recordingPanels } from '@braggsim/geometry';
import { type AirConstants, type AirSpecialization, airParameters } from './air';
import { moleculesIn } from './amorphous';
import { gaussLegendre } from './gauss-legendre';
import { interpolant } from './interpolant';
import { GASES } from './materials/materials';
import { resample } from './resample';

/** Quantities that the scattering of air depends on besides its own parameters. */
export interface AirContext {
  readonly derived: Derived;
  readonly beamStop?: BeamStopSection | undefined;
  readonly compatibility?: Partial<Compatibility> | undefined;
}

/** Constants, specialization and table of a background of air. */
export interface PlannedAir {
  readonly constants: AirConstants;
  readonly specialization: AirSpecialization;
  readonly table: TablePlan;
}

interface AirValues {
  readonly fromMm: number;
  readonly toMm?: number;
  readonly gas: keyof typeof GASES;
  readonly densityGPerCm3?: number;
  readonly steps: number;
}

/** Returns the cross-section of the beam (mm^2): of a Gaussian profile, that by which its flux is divided for the fluence at its peak. */
function beamArea({ profile, beamSize }: Beam): number {
  if (profile) return 2 * Math.PI * units.toMm(profile.sigma[0]) * units.toMm(profile.sigma[1]);
  if (beamSize !== null) return units.toMm(beamSize) ** 2;
  throw usageError({
    message:
      'a background of air needs the cross-section of the beam, and beam.beamSizeMm says that it has no size; give beam.beamSizeMm or beam.profile',
    expected: 'a size of the beam',
    found: 'none',
    remedy: 'give beam.beamSizeMm or beam.profile',
  });
}

/** Returns the distance of a stop that ends the beam; undefined for one beside it, or that lets a part of it pass. */
function endOfBeam(stop: BeamStopSection | undefined): number | undefined {
  const { distanceMm, radiusMm = 0, centreMm: [x = 0, y = 0] = [], transmission = 0 } = stop ?? {};
  return distanceMm !== undefined && transmission === 0 && Math.hypot(x, y) <= radiusMm ? distanceMm : undefined;
}

/** Rounding of a distance that follows from the geometry of a detector. */
const ROUNDING = 1e-9;

/** Returns the distance (mm) along the beam at which it meets a panel; undefined where it passes by all of them. */
function planeOnBeam({ detector }: Derived): number | undefined {
  const { beam, curved, distance: onBeam, curvatureCentreFast, curvatureCentreSlow } = detector;
  const places = recordingPanels(detector).flatMap((panel) => {
    const { origin, fast, slow, normal, pixelsFast, pixelsSlow, pixelSize, pixelSizeSlow = pixelSize } = panel;
    const distance = curved ? onBeam : vector.dot(origin, normal) / vector.dot(beam, normal);
    const from = vector.subtract(vector.scale(beam, distance), origin);
    const [f, s] = curved
      ? [curvatureCentreFast, curvatureCentreSlow]
      : [vector.dot(from, fast), vector.dot(from, slow)];
    const isOnPanel = f >= 0 && f <= pixelsFast * pixelSize && s >= 0 && s <= pixelsSlow * pixelSizeSlow;
    return distance > 0 && isOnPanel ? [distance] : [];
  });
  if (places.length === 0) return undefined;
  const first = Math.min(...places);
  // The plane of the detector is where its distance says, to the last digit.
  return units.toMm(Math.abs(first - onBeam) <= ROUNDING * onBeam ? onBeam : first);
}

/** Returns the ends of the path of the beam through air, mm from the sample: those given, or those that the beam stop and the detector set. */
function pathOf({ fromMm, toMm }: AirValues, { derived, beamStop: stop }: AirContext): readonly [number, number] {
  const stopped = endOfBeam(stop);
  const end = stopped ?? Number.POSITIVE_INFINITY;
  const plane = planeOnBeam(derived);
  // A beam that passes by all panels goes on to the stop, which may be farther away than the detector.
  const untold = plane === undefined ? (stopped ?? units.toMm(derived.detector.distance)) : Math.min(end, plane);
  const to = toMm ?? untold;
  const refused = (field: string, expected: string, found: number, remedy: string) =>
    usageError({
      message: `${field} of a background of air must be ${expected}, found ${found} mm; ${remedy}`,
      expected,
      found: `${found} mm`,
      remedy,
    });
  const isPlaneFirst = plane !== undefined && plane < end;
  if (isPlaneFirst && to > plane * (1 + ROUNDING)) {
    throw refused(
      'toMm',
      `at most ${plane} mm, where the beam meets the detector`,
      to,
      'leave toMm out for the detector',
    );
  }
  if (to > end) {
    throw refused(
      'toMm',
      `at most beamStop.distanceMm, ${end} mm, where the beam ends`,
      to,
      'leave toMm out for the stop',
    );
  }
  if (fromMm < to) return [fromMm, to];
  throw refused('fromMm', `below the end of the path, ${to} mm`, fromMm, 'correct fromMm or toMm');
}

/** Returns the stop as seen from points of the path (mm), each of which looks at it from its own distance. */
function stopAt(places: readonly number[], { derived, beamStop: stop }: AirContext) {
  const none = {
    x: [],
    y: [],
    beam: [],
    arm: [],
    transmission: [],
    centreX: [],
    centreY: [],
    radiusSquared: [],
    halfWidth: [],
  };
  if (!stop) return { ...none, hasArm: undefined };
  const { constants: c, specialization } = planTerm(beamStop, { params: beamStopValues(stop) }, derived) as unknown as {
    readonly constants: ReturnType<typeof beamStop.constants>;
    readonly specialization: { readonly hasArm: boolean };
  };
  const distance = stop.distanceMm as number;
  /** Factor by which the stop looks larger than from the sample; undefined for points behind it, whose rays do not meet it. */
  const closer = places.map((place) => (place < distance ? distance / (distance - place) : undefined));
  return {
    x: c.x,
    y: c.y,
    beam: c.beam,
    arm: c.arm,
    transmission: [c.transmission],
    centreX: closer.map((by = 1) => c.centre[0] * by),
    centreY: closer.map((by = 1) => c.centre[1] * by),
    radiusSquared: closer.map((by) => (by === undefined ? -1 : c.radiusSquared * by * by)),
    halfWidth: closer.map((by) => (by === undefined ? -1 : c.halfWidth * by)),
    hasArm: specialization.hasArm,
  };
}

/**
 * Prepares a background of air: points along the path of the beam, the scattering of its gas, and the stop as each point sees it.
 *
 * @param name name of the table in the plan, a different one for every background
 * @throws BraggsimError (`usage`) for wrong parameters, a path without length or beyond the stop or the detector, and a beam without size
 */
export function airBackground({ kind: _, ...params }: StageRequest, name: string, context: AirContext): PlannedAir {
  const { beam, detector } = context.derived;
  const values = stageParameters("background 'air'", airParameters, params) as unknown as AirValues;
  const { table, densityGPerCm3, molarMassGPerMol } = GASES[values.gas];
  const points = gaussLegendre(values.steps, ...pathOf(values, context));
  const places = points.map(({ at }) => at);
  const across = Math.sqrt(beamArea(beam));
  const gas = { densityGPerCm3: values.densityGPerCm3 ?? densityGPerCm3, molarMassGPerMol };
  const { plan, first, perStep } = resample(interpolant(table(), 'hold'), name);
  const { hasArm, ...stop } = stopAt(places, context);
  const fraction = beam.polarizationFraction;
  return {
    constants: {
      places: places.map(units.fromMm),
      molecules: points.map(({ weight }) =>
        moleculesIn({ thicknessMm: weight, widthMm: across, heightMm: across, ...gas }),
      ),
      first,
      perStep,
      polarizationFraction: fraction ?? 0,
      ...stop,
    },
    specialization: {
      table: plan.layout,
      polarization: fraction === null ? 'off' : fraction === 0 ? 'unpolarized' : 'polarized',
      pointPixel: detector.pointPixel,
      facesSample: facesSample(detector, context.compatibility),
      stop: hasArm === undefined ? null : { hasArm },
    },
    table: plan,
  };
}
