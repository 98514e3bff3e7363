import { units, type Vec3, vector } from '@braggsim/core';
import type { Panel } from '@braggsim/core/derived';
import { expect, test } from 'vitest';
import { automaticSpacings, ringOn } from './rings';
import { beamCentre, labPosition, panelCoordinates, spacingOf, twoThetaOf, twoThetaOfSpacing } from './scattering';
import { ICE_RINGS, STANDARDS } from './standards';

const BEAM: Vec3 = [0, 0, 1];

/** A panel 100 mm from the sample in the direction of the beam, turned about its fast axis. */
function tilted(degrees: number): Panel {
  const angle = units.fromDegrees(degrees);
  const slow: Vec3 = [0, Math.cos(angle), Math.sin(angle)];
  const fast: Vec3 = [1, 0, 0];
  const pixelSize = 1e-4;
  const centre: Vec3 = [0, 0, 0.1];
  const origin = vector.subtract(
    centre,
    vector.add(vector.scale(fast, 500 * pixelSize), vector.scale(slow, 500 * pixelSize)),
  );
  const normal = vector.cross(fast, slow);
  return {
    name: 'p',
    pixelsFast: 1000,
    pixelsSlow: 1000,
    pixelSize,
    origin,
    fast,
    slow,
    normal,
    normalDistance: vector.dot(origin, normal),
    gaps: [],
  };
}

test('a ring on a panel at right angles is the circle of radius L tan 2 theta', () => {
  const [ring = []] = ringOn(tilted(0), BEAM, 0.3);
  const radius = (0.1 * Math.tan(0.3)) / 1e-4;
  expect(ring.length).toBeGreaterThan(40);
  for (const [x, y] of ring) expect(Math.hypot(x - 500, y - 500)).toBeCloseTo(radius, 6);
});

test('on a tilted panel a ring crosses its axes where the law of sines puts it, to 0.1 pixel', () => {
  const [tilt, twoTheta] = [units.fromDegrees(30), 0.2];
  const lines = ringOn(tilted(30), BEAM, twoTheta);
  const points = lines.flat();
  // In the plane of the tilt: the triangle of sample, beam centre and crossing has the angles 2 theta at the sample and
  // 90 deg -+ tilt at the centre.
  const far = (0.1 * Math.sin(twoTheta)) / Math.cos(tilt + twoTheta) / 1e-4;
  const near = (0.1 * Math.sin(twoTheta)) / Math.cos(tilt - twoTheta) / 1e-4;
  const slow = points.map(([, y]) => y);
  expect(Math.abs(Math.max(...slow) - (500 + far))).toBeLessThan(0.1);
  expect(Math.abs(Math.min(...slow) - (500 - near))).toBeLessThan(0.1);
  // Every corner of the lines, and every middle of two, is on the cone.
  for (const line of lines)
    for (const [i, point] of line.slice(1).entries()) {
      const [before = point] = [line[i]];
      for (const at of [point, [(point[0] + before[0]) / 2, (point[1] + before[1]) / 2] as const]) {
        const angle = twoThetaOf(labPosition(tilted(30), at), BEAM);
        const perPixel = (1e-4 * Math.cos(tilt)) / 0.12;
        expect(Math.abs(angle - twoTheta)).toBeLessThan(0.1 * perPixel);
      }
    }
});

test('a hyperbola and a ring that only cuts a corner stay on the panel', () => {
  const panel = tilted(75);
  const points = ringOn(panel, BEAM, 0.4).flat();
  expect(points.length).toBeGreaterThan(2);
  for (const [x, y] of points) {
    expect(x).toBeGreaterThanOrEqual(-1e-9);
    expect(x).toBeLessThanOrEqual(1000 + 1e-9);
    expect(y).toBeGreaterThanOrEqual(-1e-9);
    expect(y).toBeLessThanOrEqual(1000 + 1e-9);
  }
  expect(ringOn(tilted(0), BEAM, 0.6).length).toBe(4);
  expect(ringOn(tilted(0), BEAM, 1.2)).toEqual([]);
});

test('pixel coordinates and places in the laboratory are inverse, also for axes that are not at right angles', () => {
  const panel = { ...tilted(20), fast: vector.unit([1, 0.02, 0]), pixelSizeSlow: 2e-4 };
  const normal = vector.unit(vector.cross(panel.fast, panel.slow));
  const skew = { ...panel, normal, normalDistance: vector.dot(panel.origin, normal) };
  const back = panelCoordinates(skew, labPosition(skew, [123.25, 456.5]));
  expect(back?.[0]).toBeCloseTo(123.25, 8);
  expect(back?.[1]).toBeCloseTo(456.5, 8);
  expect(panelCoordinates(skew, [0, 0, -1])).toBeUndefined();
});

test('the beam centre is that of the panel it meets', () => {
  const panel = tilted(10);
  const found = beamCentre({ panels: [panel], beam: BEAM, wavelengthA: 1 }, panel);
  expect(found?.panel).toBe(0);
  expect(found?.at[0]).toBeCloseTo(500, 8);
  expect(found?.at[1]).toBeCloseTo(500, 8);
});

test("spacings follow from Bragg's law; automatic ones reach the corners in falling order", () => {
  expect(spacingOf(units.fromDegrees(60), 1)).toBeCloseTo(1, 12);
  expect(twoThetaOfSpacing(1, 1)).toBeCloseTo(units.fromDegrees(60), 12);
  expect(twoThetaOfSpacing(0.4, 1)).toBeUndefined();
  const spacings = automaticSpacings({ panels: [tilted(0)], beam: BEAM, wavelengthA: 1 });
  expect(spacings.length).toBeGreaterThanOrEqual(4);
  expect(spacings).toEqual([...spacings].sort((a, b) => b - a));
});

test('standards have the lines of their tables', () => {
  expect(STANDARDS.LaB6.slice(0, 3).map((d) => d.toFixed(3))).toEqual(['4.157', '2.939', '2.400']);
  // 111, 200, 220, 311 of a face-centred lattice.
  expect(STANDARDS.CeO2.slice(0, 4).map((d) => d.toFixed(3))).toEqual(['3.124', '2.706', '1.913', '1.632']);
  expect(STANDARDS['silver behenate'][0]).toBe(58.38);
  expect(ICE_RINGS).toEqual([...ICE_RINGS].sort((a, b) => b - a));
});
