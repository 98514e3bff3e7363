import { expect, test } from 'vitest';
import { resolveDetector } from './detector';
import { AS_IN_C, detectorOf } from './detectors.fixture';
import { panelPlan } from './panel';

test('is plain data with the flat surface of the detector plane', () => {
  const d = detectorOf({ pixelsFast: 80, distanceMm: 90 });
  const plan = panelPlan(d, { compatibility: AS_IN_C });
  expect(plan).toEqual({
    name: 'detector',
    pixelsFast: 80,
    pixelsSlow: 64,
    pixelSize: 1e-4,
    normalDistance: d.normalDistance,
    normal: d.normal,
    surface: {
      id: 'flat',
      version: 1,
      constants: { origin: d.origin, fast: d.fast, slow: d.slow, normal: d.normal },
      specialization: {},
    },
    region: { fast: [0, 80], slow: [0, 64] },
  });
  expect(structuredClone(plan)).toEqual(plan);
});

test('takes the curved surface of the option', () => {
  const d = detectorOf({ curved: true });
  expect(panelPlan(d, { compatibility: AS_IN_C }).surface.id).toBe('curvedLabAxes');
  expect(panelPlan(d).surface.id).toBe('curved');
});

test('holds the region of interest within the detector plane', () => {
  const detector = resolveDetector(
    { pixelsFast: 64, pixelsSlow: 64 },
    { sampling: { roi: [3, 900, -1, 20] }, compatibility: AS_IN_C },
  ).value;
  expect(panelPlan(detector, { compatibility: AS_IN_C }).region).toEqual({ fast: [3, 64], slow: [0, 21] });
});

test('carries a mask of its own size only', () => {
  const d = detectorOf({});
  const mask = new Uint8Array(64 * 64).fill(1);
  expect(panelPlan(d, { mask }).mask).toBe(mask);
  expect(() => panelPlan(d, { mask: new Uint8Array(64) })).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('must have the 64 x 64 pixels of the detector plane (4096), found 64;'),
      expected: '4096 pixels',
      found: '64 pixels',
    }),
  );
});
