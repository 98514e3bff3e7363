import { expect, test } from 'vitest';
import { resolveDetector } from './detector';
import { C_CHOICES, CORRECTED, detectorOf } from './detectors.fixture';
import { panelPlan } from './panel';

test('is plain data with the flat surface of the plate', () => {
  const d = detectorOf({ pixelsFast: 80, distanceMm: 90 });
  const plan = panelPlan(d, C_CHOICES);
  expect(plan).toEqual({
    name: 'plate',
    pixelsFast: 80,
    pixelsSlow: 64,
    pixelSize: 1e-4,
    closeDistance: d.closeDistance,
    normal: d.normal,
    surface: {
      id: 'flat',
      version: 1,
      constants: { origin: d.origin, fast: d.fast, slow: d.slow, normal: d.normal },
      choices: {},
    },
    roi: [0, 79, 0, 63],
  });
  expect(structuredClone(plan)).toEqual(plan);
});

test('takes the curved surface of the choice', () => {
  const d = detectorOf({ curved: true });
  expect(panelPlan(d, C_CHOICES).surface.id).toBe('curvedLabAxes');
  expect(panelPlan(d, CORRECTED).surface.id).toBe('curved');
});

test('holds the region of interest within the plate', () => {
  const detector = resolveDetector(
    { pixelsFast: 64, pixelsSlow: 64 },
    { sampling: { roi: [3, 900, -1, 20] }, compatibility: C_CHOICES },
  ).value;
  expect(panelPlan(detector, C_CHOICES).roi).toEqual([3, 63, 0, 20]);
});

test('carries a mask of its own size only', () => {
  const d = detectorOf({});
  const mask = new Uint8Array(64 * 64).fill(1);
  expect(panelPlan(d, C_CHOICES, mask).mask).toBe(mask);
  expect(() => panelPlan(d, C_CHOICES, new Uint8Array(64))).toThrow(
    /the mask must have the 64 x 64 pixels of the plate \(4096\), found 64/,
  );
});
