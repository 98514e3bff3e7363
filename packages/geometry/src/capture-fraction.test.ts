import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captureFraction } from './capture-fraction';
import {
  AS_IN_C,
  CORRECTED,
  captureFractionPlan,
  detectorOf,
  expectClose,
  plainNumbers as m,
} from './detectors.fixture';
import type { SensorSection } from './sections';
import { resolveSensor } from './sensor';

const fractionsOf = (section: SensorSection, compatibility: typeof AS_IN_C, cosIncidence: number): number[] => {
  const sensor = resolveSensor(section, compatibility).value;
  const constants = captureFractionPlan(sensor).constants as { depthOfLayer: number };
  return Array.from({ length: sensor.layers }, (_, layer) =>
    captureFraction.formula(m, { layer, cosIncidence }, constants, {}),
  );
};
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('check values', () => {
  /** Pixel fast 10, slow 12 of 16 x 16 pixels of 0.1 mm at 100 mm, MOSFLM. */
  const d = detectorOf({ pixelsFast: 16, pixelsSlow: 16, distanceMm: 100 });
  const [y, z] = [1.05e-3 - d.curvatureCentreFast, 1.25e-3 - d.curvatureCentreSlow];
  const cosine = 0.1 / Math.sqrt(0.01 + y * y + z * z);

  test('last layer of a sensor of its own absorption depth', () => {
    expect(fractionsOf({ thicknessUm: 100 }, AS_IN_C, cosine).at(-1)).toBeCloseTo(0.2386517, 6);
  });

  test('last of five layers', () => {
    const section = { thicknessUm: 100, absorptionDepthUm: 500, layers: 5 };
    expect(fractionsOf(section, AS_IN_C, cosine).at(-1)).toBeCloseTo(0.0399302, 6);
  });
});

describe('the sum over layers', () => {
  const cosine = fc.double({ min: 0.05, max: 1, noNaN: true });
  const layers = fc.integer({ min: 1, max: 40 });
  const section = { thicknessUm: 320, absorptionDepthUm: 234 };

  test('is that of the whole sensor in corrected mode (P9)', () => {
    fc.assert(
      fc.property(cosine, layers, (rho, n) => {
        const whole = 1 - Math.exp(-320 / 234 / rho);
        expectClose(sum(fractionsOf({ ...section, layers: n }, CORRECTED, rho)), whole, 1e-12);
      }),
    );
  });

  test('is that of n/(n-1) sensors in C', () => {
    fc.assert(
      fc.property(cosine, fc.integer({ min: 2, max: 40 }), (rho, n) => {
        const thicker = 1 - Math.exp(((-320 / 234) * n) / (n - 1) / rho);
        expectClose(sum(fractionsOf({ ...section, layers: n }, AS_IN_C, rho)), thicker, 1e-12);
      }),
    );
  });
});

test.each([1e-9, 1e-4, 0.2499, 0.25, 0.2501, 3])(
  'a layer of optical depth %d captures 1 - exp(-depth) to all digits',
  (depth) => {
    const section = { thicknessUm: 100, absorptionDepthUm: 100 / depth, layers: 1 };
    expectClose(fractionsOf(section, CORRECTED, 1)[0] as number, -Math.expm1(-depth), 1e-13);
  },
);

test.each([0, -1e-9, -0.5, -1])('rays from behind (cosine %d) are not captured', (cosine) => {
  expect(fractionsOf({ thicknessUm: 100, layers: 3 }, CORRECTED, cosine)).toEqual([0, 0, 0]);
});

test('a sensor that absorbs nothing captures nothing, with or without a thickness', () => {
  expect(fractionsOf({ thicknessUm: 100, absorptionDepthUm: 'inf' }, AS_IN_C, 0.9)).toEqual([0, 0]);
  expect(fractionsOf({}, AS_IN_C, 0.9)).toEqual([0]);
});
