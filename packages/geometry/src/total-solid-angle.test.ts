import { vector } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import { referenceCases } from '@braggsim/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveDetector } from './detector';
import { AS_IN_C, CORRECTED, detectorOf, expectClose, plainNumbers as m } from './detectors.fixture';
import { flat, flatConstants } from './flat';
import { panelPlan } from './panel';
import type { DetectorSection } from './sections';
import { solidAngle } from './solid-angle';
import { totalSolidAngle } from './total-solid-angle';

/** Solid angle of a rectangle between two corners (x, y) on a plane at distance D: atan(xy / (D R)) at each corner. */
function ofRectangle({ beamCentre, normalDistance, sizeFast, sizeSlow }: Detector): number {
  const corner = (x: number, y: number) =>
    Math.atan((x * y) / (normalDistance * Math.sqrt(x * x + y * y + normalDistance * normalDistance)));
  const [x0, x1] = [-beamCentre.normalFast, sizeFast - beamCentre.normalFast];
  const [y0, y1] = [-beamCentre.normalSlow, sizeSlow - beamCentre.normalSlow];
  return corner(x1, y1) - corner(x0, y1) - corner(x1, y0) + corner(x0, y0);
}

describe('a flat detector plane', () => {
  test('covers the solid angle of its rectangle', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 30, max: 200, noNaN: true }),
        fc.tuple(
          fc.double({ min: -30, max: 30, noNaN: true }),
          fc.double({ min: -30, max: 30, noNaN: true }),
          fc.double({ min: -30, max: 30, noNaN: true }),
        ),
        (distanceMm, rotationDeg) => {
          const d = detectorOf({ pixelsFast: 150, pixelsSlow: 120, pixelMm: 0.4, distanceMm, rotationDeg });
          expectClose(totalSolidAngle(d, { compatibility: AS_IN_C }), ofRectangle(d), 1e-4);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('is the same pixel by pixel, as a mask makes it be summed', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 3, max: 200, noNaN: true }),
        fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -60, max: 60, noNaN: true }))),
        (distanceMm, [x = 0, y = 0, z = 0]) => {
          const d = detectorOf({ pixelsFast: 150, pixelsSlow: 120, pixelMm: 0.02, distanceMm, rotationDeg: [x, y, z] });
          const mask = new Uint8Array(150 * 120).fill(1);
          expectClose(totalSolidAngle(d), totalSolidAngle(d, { mask }), 1e-12);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('approaches it with the square of the pixel size', () => {
    const error = (pixelsFast: number) => {
      const d = detectorOf({ pixelsFast, pixelsSlow: pixelsFast, pixelMm: 80 / pixelsFast, distanceMm: 30 });
      return Math.abs(totalSolidAngle(d, { compatibility: AS_IN_C }) / ofRectangle(d) - 1);
    };
    expect(error(100) / error(200)).toBeCloseTo(4, 1);
  });

  test('of a large size covers half of the sphere', () => {
    const d = detectorOf({ pixelsFast: 1000, pixelsSlow: 1000, pixelMm: 1, distanceMm: 1.5 });
    expectClose(totalSolidAngle(d, { compatibility: AS_IN_C }), 2 * Math.PI, 0.01);
  });

  test('sums the solid angle term at the centre of every pixel', () => {
    const d = detectorOf({ pixelsFast: 9, pixelsSlow: 7, pixelMm: 3, rotationDeg: [5, 30, -10] });
    const constants = flatConstants(d);
    const plan = { pointPixel: false, obliquity: true };
    let expected = 0;
    for (let s = 0; s < 7; s++) {
      for (let f = 0; f < 9; f++) {
        const at = { fastOffset: (f + 0.5) * d.pixelSize, slowOffset: (s + 0.5) * d.pixelSize, depth: 0 };
        const range = vector.length(flat.formula(m, at, constants, {}) as [number, number, number]);
        expected += solidAngle.formula(m, { ...d, range }, {}, plan);
      }
    }
    expectClose(totalSolidAngle(d, { compatibility: AS_IN_C }), expected, 1e-13);
  });
});

/** Cases of one sample per pixel, whose report is the plain sum. */
const single = referenceCases().filter(
  ({ derived, features }) =>
    derived.steps === 1 &&
    derived.sensor_layers === 1 &&
    !features.some((f) => f === 'mask' || f === 'img_header' || f === 'dmin'),
);

test('there are such cases, some with point pixels and some with regions of interest', () => {
  expect(single.length).toBeGreaterThan(10);
  for (const f of ['point_pixel', 'roi']) expect(single.some((c) => c.features.includes(f))).toBe(true);
});

test.each(single)('agrees with the C report of $id', ({ experiment, derived }) => {
  const d = resolveDetector(experiment.detector, { ...experiment, compatibility: AS_IN_C }).value;
  expectClose(totalSolidAngle(d, { compatibility: AS_IN_C }), derived.omega_sum_over_steps_sr, 1e-11);
});

describe('masks and regions', () => {
  const section: DetectorSection = { pixelsFast: 40, pixelsSlow: 30, pixelMm: 1, distanceMm: 50 };
  const within = (roi: readonly [number, number, number, number], detector = section) => {
    return resolveDetector(detector, { sampling: { roi } }).value;
  };

  test.each([false, true])('add up to the whole (curved: %s)', (curved) => {
    const whole = detectorOf({ ...section, curved }, CORRECTED);
    const total = totalSolidAngle(whole);
    const parts = [within([0, 14, 0, 29], { ...section, curved }), within([15, 39, 0, 29], { ...section, curved })];
    expectClose(
      parts.map((p) => totalSolidAngle(p)).reduce((a, b) => a + b),
      total,
      1e-13,
    );

    const mask = Uint8Array.from({ length: 1200 }, (_, i) => i % 3);
    const inverse = mask.map((v) => (v === 0 ? 1 : 0));
    expectClose(totalSolidAngle(whole, { mask }) + totalSolidAngle(whole, { mask: inverse }), total, 1e-13);
    expect(totalSolidAngle(whole, { mask: new Uint8Array(1200) })).toBe(0);
    expect(() => totalSolidAngle(whole, { mask: new Uint8Array(12) })).toThrow(/the mask must have/);
  });
});

describe('a curved detector', () => {
  const section: DetectorSection = { curved: true, pixelsFast: 40, pixelsSlow: 30, pixelMm: 1, distanceMm: 50 };

  test('whose pixels face the sample covers area over squared radius', () => {
    expectClose(totalSolidAngle(detectorOf(section, CORRECTED)), 1200e-6 / 0.0025, 1e-13);
  });

  test('of point pixels has their inverse squared ranges, however it is tilted', () => {
    const d = detectorOf({ ...section, pointPixel: true, rotationDeg: [0, 30, 0] });
    expectClose(totalSolidAngle(d, { compatibility: AS_IN_C }), 1200 / 0.0025, 1e-13);
  });

  test('keeps the obliquity of the detector plane in C', () => {
    const d = detectorOf({ ...section, rotationDeg: [0, 30, 0] });
    expect(panelPlan(d, { compatibility: AS_IN_C }).surface.id).toBe('curvedLabAxes');
    expectClose(totalSolidAngle(d, { compatibility: AS_IN_C }), (1200e-6 / 0.0025) * Math.cos(Math.PI / 6), 1e-13);
  });
});
