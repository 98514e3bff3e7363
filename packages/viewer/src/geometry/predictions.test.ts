import { units, type Vec3, vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { latticesOf } from '../simulate/lattices';
import { indexedPlace } from './predictions';
import { labPosition, panelCoordinates, scatteringOf, scatteringVector } from './scattering';

const EXPERIMENT = {
  beam: { wavelengthA: 1.1 },
  detector: { distanceMm: 70, pixelMm: 0.2, pixelsFast: 400, pixelsSlow: 380, twoThetaDeg: 12 },
  crystal: { cell: [31, 42, 53, 82, 95, 103], misset: [10, 20, 30], cells: [40, 40, 40] },
  structureFactors: { default: 10 },
  scan: { startDeg: 5, widthDeg: 2, phiSteps: 1 },
} as const;

test('predicted rays satisfy the Laue equations at an angle within the image', async () => {
  const { metadata, crystals, spots, turn } = await latticesOf(EXPERIMENT, new Map(), true);
  const scattering = scatteringOf(metadata) ?? expect.fail('no geometry');
  const [{ direct, spindle } = expect.fail()] = crystals;
  expect(spots.length).toBeGreaterThan(50);
  let within = 0;
  for (const { panel, at, hkl } of spots) {
    const q = scatteringVector(labPosition(scattering.panels[panel] ?? expect.fail(), at), scattering);
    // The angle at which the direct axes give the indices, found by trying.
    const misfit = (phi: number): number =>
      Math.hypot(
        ...direct.map((axis, i) => vector.dot(vector.rotateAbout(axis, spindle, phi), q) - (hkl[i] as number)),
      );
    const steps = Array.from({ length: 401 }, (_, i) => turn.start + (turn.width * i) / 400);
    if (Math.min(...steps.map(misfit)) < 0.02) within++;
  }
  // Those near the sphere at an end are not on it.
  expect(within / spots.length).toBeGreaterThan(0.9);
});

test('reflections that cross the sphere between the ends are all found', async () => {
  const { metadata, crystals, spots, turn } = await latticesOf(EXPERIMENT, new Map(), true);
  const [{ direct, spindle } = expect.fail()] = crystals;
  const scattering = scatteringOf(metadata) ?? expect.fail();
  const { beam, wavelengthA } = scattering;
  const [a, b, c] = vector.reciprocal(direct);
  const excitation = (p: Vec3, phi: number): number =>
    vector.length(vector.add(vector.scale(beam, 1 / wavelengthA), vector.rotateAbout(p, spindle, phi))) -
    1 / wavelengthA;
  const [panel = expect.fail()] = scattering.panels;
  const range = (most: number) => Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
  let compared = 0;
  for (const h of range(6))
    for (const k of range(7))
      for (const l of range(8)) {
        const p = vector.add(vector.add(vector.scale(a, h), vector.scale(b, k)), vector.scale(c, l));
        let [low, high] = [turn.start, turn.start + turn.width];
        if (!(excitation(p, low) * excitation(p, high) < 0)) continue;
        for (let step = 0; step < 50; step++) {
          const middle = (low + high) / 2;
          if (excitation(p, low) * excitation(p, middle) < 0) high = middle;
          else low = middle;
        }
        const ray = vector.add(vector.scale(beam, 1 / wavelengthA), vector.rotateAbout(p, spindle, low));
        const at = panelCoordinates(panel, ray);
        if (!at || at[0] < 1 || at[1] < 1 || at[0] > panel.pixelsFast - 1 || at[1] > panel.pixelsSlow - 1) continue;
        compared++;
        const spot = spots.find(({ hkl }) => hkl.join() === [h, k, l].join());
        expect(spot?.at[0], `${h} ${k} ${l}`).toBeCloseTo(at[0], 6);
        expect(spot?.at[1], `${h} ${k} ${l}`).toBeCloseTo(at[1], 6);
      }
  expect(compared).toBeGreaterThan(20);
});

test('a still has the reflections near the sphere, and a place its indices and its distance to the nearest', async () => {
  const still = { ...EXPERIMENT, scan: {} };
  const { metadata, crystals, spots, turn } = await latticesOf(still, new Map(), true);
  const scattering = scatteringOf(metadata) ?? expect.fail();
  const [lattice = expect.fail()] = crystals;
  expect(turn.width).toBe(0);
  const [spot = expect.fail('no spot')] = spots;
  const found = indexedPlace(scattering, lattice, turn, spot.panel, [spot.at[0] + 3, spot.at[1] - 4]);
  expect(found?.nearest).toEqual(spot.hkl);
  expect(found?.pixels).toBeCloseTo(5, 6);
  expect(units.toAngstrom(metadata.beam.wavelength)).toBeCloseTo(1.1, 9);
});
