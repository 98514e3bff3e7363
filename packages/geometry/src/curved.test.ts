import { type Vec3, vector } from '@braggsim/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curved, curvedConstants } from './curved';
import { CORRECTED, detectorOf, expectVector, plainNumbers as m } from './detectors.fixture';
import { flat, flatConstants } from './flat';

type Place = { fastOffset: number; slowOffset: number; depth: number };
const CONVENTIONS = ['mosflm', 'denzo', 'adxv', 'xds', 'dials'] as const;

const setUp = (convention: (typeof CONVENTIONS)[number], twoThetaDeg = 0) => {
  const d = detectorOf(
    { convention, pixelsFast: 200, pixelsSlow: 120, curved: true, distanceMm: 80, twoThetaDeg },
    CORRECTED,
  );
  const [bend, plane] = [curvedConstants(d), flatConstants(d)];
  return {
    d,
    curvedPoint: (at: Place) => curved.formula(m, at, bend, {}) as Vec3,
    flatPoint: (at: Place) => flat.formula(m, at, plane, {}) as Vec3,
  };
};

describe.each(CONVENTIONS)('%s', (convention) => {
  const { d, curvedPoint, flatPoint } = setUp(convention);

  test('all pixels of a layer are equally far (F5)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.constantFrom(0, 1e-4, 5e-4),
        (fastOffset, slowOffset, depth) => {
          expect(vector.length(curvedPoint({ fastOffset, slowOffset, depth }))).toBeCloseTo(0.08 + depth, 13);
        },
      ),
    );
  });

  test('touches the flat detector plane where the beam meets it', () => {
    const beamSpot = { fastOffset: d.curvatureCentreFast, slowOffset: d.curvatureCentreSlow, depth: 0 };
    expectVector(curvedPoint(beamSpot), vector.scale(d.beam, 0.08), 1e-14);
    expectVector(curvedPoint(beamSpot), flatPoint(beamSpot), 1e-14);
  });

  test('agrees with the flat detector plane to first order: the difference falls with the square of the offset', () => {
    const apart = (step: number): number => {
      const at = { fastOffset: d.curvatureCentreFast + step, slowOffset: d.curvatureCentreSlow - 0.7 * step, depth: 0 };
      return vector.length(vector.subtract(curvedPoint(at), flatPoint(at)));
    };
    expect(apart(1e-4)).toBeLessThan(1.5e-7);
    expect(apart(1e-3) / apart(1e-4)).toBeCloseTo(100, 0);
  });

  test('an offset along fast is an angle towards fast', () => {
    const quarter = (0.08 * Math.PI) / 2;
    expectVector(
      curvedPoint({ fastOffset: d.curvatureCentreFast + quarter, slowOffset: d.curvatureCentreSlow, depth: 0 }),
      vector.scale(d.fast, 0.08),
      1e-12,
    );
    expectVector(
      curvedPoint({ fastOffset: d.curvatureCentreFast, slowOffset: d.curvatureCentreSlow + quarter, depth: 0 }),
      vector.scale(d.slow, 0.08),
      1e-12,
    );
  });
});

test('the radius does not depend on two-theta in corrected mode (P10)', () => {
  expect(curvedConstants(setUp('mosflm', 20).d).radius).toBeCloseTo(0.08, 14);
});
