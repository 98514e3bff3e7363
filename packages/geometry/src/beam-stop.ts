import {
  parameters,
  type SectionOf,
  type StageValues,
  term,
  units,
  usageError,
  type Vec3,
  vector,
} from '@braggsim/core';

const lengthMm = (doc: string) => ({ type: 'number', unit: 'mm', min: 0, doc }) as const;
const distanceMm = {
  ...lengthMm('sample to the plane of the stop, along the beam'),
  exclusiveMin: true,
  required: true,
} as const;
const radiusMm = { ...lengthMm('radius of the round stop; 0 for none'), required: true } as const;
const centreMm = {
  type: 'numbers',
  unit: 'mm',
  count: 2,
  default: [0, 0],
  doc: 'centre of the stop across the beam: along the fast direction of the detector, and at right angles to it',
} as const;
const armWidthMm = lengthMm('width of the arm that holds the stop; 0 for none');
const armDirectionDeg = {
  type: 'number',
  unit: 'deg',
  default: 0,
  doc: 'direction of the arm from the centre, counted from the fast direction',
} as const;
const transmission = {
  type: 'number',
  min: 0,
  max: 1,
  default: 0,
  doc: 'fraction of the intensity that passes the stop',
} as const;

/** Fields of the section `beamStop`. */
export const beamStopParameters = parameters({
  'beamStop.distanceMm': {
    ...distanceMm,
    flag: '--beam-stop',
    flagTakesEach: true,
    doc: `${distanceMm.doc}; the flag takes distance,radius`,
  },
  'beamStop.radiusMm': { ...radiusMm, flag: '--beam-stop', flagTakesEach: true },
  'beamStop.centreMm': centreMm,
  'beamStop.arm.widthMm': { ...armWidthMm, required: true },
  'beamStop.arm.directionDeg': armDirectionDeg,
  'beamStop.transmission': transmission,
});

/** The section `beamStop` of an experiment. */
export type BeamStopSection = SectionOf<typeof beamStopParameters, 'beamStop'>;

/**
 * Returns the parameters of the term `beamStop` for a section.
 *
 * @throws BraggsimError (`usage`) for a stop without a distance or radius, and an arm without a width
 */
export function beamStopValues({ arm, ...section }: BeamStopSection): StageValues {
  const need = (field: string, value: unknown, { doc }: { readonly doc: string }, whole: string): void => {
    if (value !== undefined) return;
    const [expected, remedy] = ['a number in mm', `give it, or leave ${whole} out`];
    throw usageError({
      message: `${field} is missing: expected ${expected} (${doc}); ${remedy}`,
      expected,
      found: 'none',
      remedy,
    });
  };
  need('beamStop.distanceMm', section.distanceMm, distanceMm, 'beamStop');
  need('beamStop.radiusMm', section.radiusMm, radiusMm, 'beamStop');
  if (!arm) return section;
  need('beamStop.arm.widthMm', arm.widthMm, armWidthMm, 'beamStop.arm');
  return { ...section, armWidthMm: arm.widthMm, armDirectionDeg: arm.directionDeg };
}

/** The values of a stop with its defaults. */
interface Stop {
  readonly distanceMm: number;
  readonly radiusMm: number;
  readonly centreMm: readonly [number, number];
  readonly armWidthMm: number;
  readonly armDirectionDeg: number;
  readonly transmission: number;
}

/**
 * Shadow of a beam stop: a round disc across the beam and the arm that holds it. It multiplies everything that comes
 * from the sample, and subpixels soften its edge.
 */
export const beamStop = term({
  slot: 'factor',
  id: 'beamStop',
  version: 1,
  params: {
    distanceMm,
    radiusMm,
    centreMm,
    armWidthMm: { ...armWidthMm, default: 0 },
    armDirectionDeg,
    transmission,
  },
  about: {
    equation:
      'transmission where x^2 + y^2 <= r^2 or, with t the direction of the arm, x cos t + y sin t >= 0 and |y cos t - x sin t| <= width/2; (x, y) = D (d.ex, d.ey)/(d.b) - centre, d.b > 0; 1 elsewhere',
    citation: 'projection of the ray on the plane of the stop',
  },
  inputs: ['directionX', 'directionY', 'directionZ'],
  constants: (params, { detector }) => {
    const stop = params as unknown as Stop;
    const { beam, fast } = detector;
    const across = vector.subtract(fast, vector.scale(beam, vector.dot(fast, beam)));
    if (vector.length(across) < 1e-9) {
      throw usageError(
        'the fast direction of the detector lies along the beam, so that beamStop has no axes; leave beamStop out or turn the detector',
      );
    }
    const x: Vec3 = vector.unit(across);
    const direction = units.fromDegrees(stop.armDirectionDeg);
    const perDistance = 1 / stop.distanceMm;
    // Lengths over the distance of the stop, so that no unit is left.
    return {
      x,
      y: vector.cross(beam, x),
      beam,
      centre: [stop.centreMm[0] * perDistance, stop.centreMm[1] * perDistance] as const,
      radiusSquared: (stop.radiusMm * perDistance) ** 2,
      arm: [Math.cos(direction), Math.sin(direction)] as const,
      halfWidth: (stop.armWidthMm * perDistance) / 2,
      transmission: stop.transmission,
    };
  },
  specialization: (params) => ({ hasArm: ((params.armWidthMm as number) ?? 0) > 0 }),
  formula: (m, { directionX, directionY, directionZ }, stop, { hasArm }) => {
    const along = (axis: typeof stop.beam) => m.dot([directionX, directionY, directionZ], axis);
    const forward = along(stop.beam);
    const perForward = m.ratio(1, m.select(0, forward, forward, 1));
    const x = m.minus(m.product(along(stop.x), perForward), stop.centre[0]);
    const y = m.minus(m.product(along(stop.y), perForward), stop.centre[1]);
    const inDisc = m.select(stop.radiusSquared, m.sum(m.square(x), m.square(y)), 0, 1);
    const [cos, sin] = stop.arm;
    const inArm = () => {
      const outwards = m.sum(m.product(x, cos), m.product(y, sin));
      const displacement = m.abs(m.minus(m.product(y, cos), m.product(x, sin)));
      return m.select(outwards, 0, 0, m.select(stop.halfWidth, displacement, 0, 1));
    };
    const covered = hasArm ? m.larger(inDisc, inArm()) : inDisc;
    return m.select(0, forward, m.sum(1, m.product(covered, m.minus(stop.transmission, 1))), 1);
  },
});
