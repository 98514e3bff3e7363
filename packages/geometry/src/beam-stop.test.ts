import { planTerm, type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { describeTerm } from '@braggsim/testkit/suites';
import { describe, expect, test } from 'vitest';
import { type BeamStopSection, beamStop, beamStopValues } from './beam-stop';
import { detectorOf, plainNumbers as m } from './detectors.fixture';

const detector = detectorOf({ convention: 'xds', rotationDeg: [4, -6, 10] });
const derived = { detector } as Derived;
const { beam, fast } = detector;
const ex = vector.unit(vector.subtract(fast, vector.scale(beam, vector.dot(fast, beam))));
const ey = vector.cross(beam, ex);

/** The factor in the direction of a point (mm) of the plane across the beam at a distance (mm). */
function through(section: BeamStopSection, [x, y]: readonly [number, number], distance = 30): number {
  const plan = planTerm(beamStop, { params: beamStopValues(section) }, derived);
  const point = vector.add(vector.scale(beam, distance), vector.add(vector.scale(ex, x), vector.scale(ey, y)));
  const [directionX, directionY, directionZ] = vector.unit(point);
  const { constants, specialization } = plan as never as { constants: never; specialization: never };
  return beamStop.formula(m, { directionX, directionY, directionZ }, constants, specialization);
}

describe('the round stop', () => {
  const section = { distanceMm: 30, radiusMm: 2, centreMm: [0.5, -0.3], transmission: 0.02 } as const;

  test('has its transmission inside and 1 outside', () => {
    expect(through(section, [0.5, -0.3])).toBeCloseTo(0.02, 14);
    for (let angle = 0; angle < 6.28; angle += 0.3) {
      const at = (radius: number) =>
        through(section, [0.5 + radius * Math.cos(angle), -0.3 + radius * Math.sin(angle)]);
      expect(at(1.999)).toBeCloseTo(0.02, 14);
      expect(at(2.001)).toBe(1);
    }
  });

  test('hides twice as far at twice the distance', () => {
    expect(through({ ...section, centreMm: [0, 0] }, [0, 3.99], 60)).toBeCloseTo(0.02, 14);
    expect(through({ ...section, centreMm: [0, 0] }, [0, 4.01], 60)).toBe(1);
  });

  test('hides nothing behind the sample', () => {
    expect(through(section, [0, 0], -30)).toBe(1);
  });
});

test('the arm reaches outwards from the centre in its direction, as wide as it is', () => {
  const section = { distanceMm: 30, radiusMm: 1, arm: { widthMm: 0.8, directionDeg: 205 } };
  const direction = (205 * Math.PI) / 180;
  const at = (along: number, displacement: number) =>
    through(section, [
      along * Math.cos(direction) - displacement * Math.sin(direction),
      along * Math.sin(direction) + displacement * Math.cos(direction),
    ]);
  for (const along of [1.5, 10, 50]) {
    expect(at(along, 0.39)).toBe(0);
    expect(at(along, -0.39)).toBe(0);
    expect(at(along, 0.41)).toBe(1);
    expect(at(along, -0.41)).toBe(1);
  }
  expect(at(-1.5, 0)).toBe(1);
});

test('the formula of a stop without an arm has none', () => {
  const armOf = (section: BeamStopSection) =>
    planTerm(beamStop, { params: beamStopValues({ distanceMm: 30, radiusMm: 1, ...section }) }, derived).specialization;
  expect(armOf({})).toEqual({ hasArm: false });
  expect(armOf({ arm: { widthMm: 0 } })).toEqual({ hasArm: false });
  expect(armOf({ arm: { widthMm: 0.5 } })).toEqual({ hasArm: true });
});

test('a stop without distance or radius is refused, and one along the fast direction', () => {
  const plan = (params: object, of = derived) => planTerm(beamStop, { params: params as never }, of);
  expect(() => plan({ distanceMm: 30 })).toThrow("the factor 'beamStop' needs radiusMm");
  expect(() => plan({ radiusMm: 3 })).toThrow("the factor 'beamStop' needs distanceMm");
  expect(() => plan({ distanceMm: 30, radiusMm: -2 })).toThrow('radiusMm');
  expect(() => plan({ distanceMm: 30, radiusMm: 0 })).not.toThrow();
  expect(() => beamStopValues({ radiusMm: 3 })).toThrow(
    'beamStop.distanceMm is missing: expected a number in mm (sample to the plane of the stop, along the beam); give it',
  );
  expect(() => beamStopValues({ distanceMm: 3 })).toThrow('beamStop.radiusMm is missing');
  expect(() => beamStopValues({ distanceMm: 30, radiusMm: 3, arm: { directionDeg: 90 } })).toThrow(
    'beamStop.arm.widthMm is missing',
  );
  const along = { detector: { ...detector, fast: detector.beam as Vec3 } } as Derived;
  expect(() => plan({ distanceMm: 30, radiusMm: 2 }, along)).toThrow('beamStop has no axes');
});

const ahead = { directionX: [-0.5, 0.5], directionY: [-0.5, 0.5], directionZ: [0.8, 1] } as const;
describeTerm(beamStop, {
  ranges: ahead,
  // It jumps at the edge of the stop, and nowhere else.
  smoothAt: () => true,
  cases: [
    { name: 'round', derived: { detector }, params: { distanceMm: 30, radiusMm: 5, transmission: 0.1 } },
    { name: 'with an arm', derived: { detector }, params: { distanceMm: 30, radiusMm: 5, armWidthMm: 3 } },
  ],
});
