import { vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { resolveDetector } from '@braggsim/geometry';
import { expect, test } from 'vitest';
import { preparedPanel } from '../files/load-image';
import { shownImage } from '../files/shown';
import { labPosition, scatteringOf, scatteringVector } from '../geometry/scattering';
import { distance, lineProfile } from './measure';
import { radialAverage } from './radial';
import { regionStatistics } from './regions';

const beam = { wavelength: 1e-10, fluence: 1, flux: 0, exposure: 1, beamSize: null, polarizationFraction: null };
const detector = resolveDetector({
  pixelsFast: 100,
  pixelsSlow: 80,
  pixelMm: 0.5,
  distanceMm: 60,
  twoThetaDeg: 20,
}).value;
const metadata: ImageMetadata = { detector, beam, scan: { start: 0, width: 0 } };
const scattering = scatteringOf(metadata) ?? expect.fail('no geometry');

/** An image of a function of the pixel. */
function imageOf(value: (fast: number, slow: number) => number, mask?: Uint32Array) {
  const pixels = Float64Array.from({ length: 8000 }, (_, i) => value(i % 100, Math.floor(i / 100)));
  const panel = preparedPanel(pixels, [80, 100], mask, metadata, 0);
  return shownImage({ name: 'test', panels: [panel], metadata, unknown: [], header: {}, warnings: [] });
}

test('distances are those of the pixels, of the laboratory and of the scattering vectors', () => {
  const image = imageOf(() => 1);
  const { pixels, mm, perA } = distance(image, [10, 20], [40, 60]);
  expect(pixels).toBe(50);
  expect(mm).toBeCloseTo(25, 9);
  const [panel = expect.fail()] = scattering.panels;
  const vectorAt = (at: readonly [number, number]) => scatteringVector(labPosition(panel, at), scattering);
  expect(perA).toBeCloseTo(vector.length(vector.subtract(vectorAt([40, 60]), vectorAt([10, 20]))), 12);
  expect(distance({ ...image, unknown: ['wavelength'] }, [10, 20], [40, 60])).toEqual({
    pixels: 50,
    mm: expect.closeTo(25, 9),
  });
  expect(distance({ ...image, unknown: ['pixel size'] }, [10, 20], [40, 60])).toEqual({ pixels: 50 });
});

test('a profile reads the pixels along the line, and nothing of masked ones', () => {
  const mask = new Uint32Array(8000);
  mask[505] = 1;
  const profile = lineProfile(
    imageOf((fast) => fast, mask),
    [2.5, 5.5],
    [8.5, 5.5],
  );
  expect(profile.map(({ value }) => value)).toEqual([2, 3, 4, Number.NaN, 6, 7, 8]);
  expect(profile.at(-1)?.at).toBe(6);
});

test('regions have the statistics of the pixels within', () => {
  const mask = new Uint32Array(8000);
  mask[3 * 100 + 3] = 1;
  const image = imageOf((fast, slow) => fast + 10 * slow, mask);
  expect(
    regionStatistics(image, {
      shape: 'box',
      points: [
        [2, 2],
        [4, 5],
      ],
    }),
  ).toMatchObject({ pixels: 5, masked: 1, sum: 22 + 23 + 32 + 42 + 43, largest: 43 });
  const circle = regionStatistics(image, {
    shape: 'circle',
    points: [
      [50, 40],
      [50, 50],
    ],
  });
  expect(Math.abs(circle.pixels - Math.PI * 100)).toBeLessThan(10);
  expect(circle.mean).toBeCloseTo(49.5 + 395, 9);
  const triangle = regionStatistics(image, {
    shape: 'polygon',
    points: [
      [10, 10],
      [30, 10],
      [10, 30],
    ],
  });
  expect(Math.abs(triangle.pixels - 200)).toBeLessThanOrEqual(10);
});

test('the radial average of a function of 1/d is that function', () => {
  const [panel = expect.fail()] = scattering.panels;
  const inverse = (fast: number, slow: number) =>
    vector.length(scatteringVector(labPosition(panel, [fast + 0.5, slow + 0.5]), scattering));
  const image = imageOf((fast, slow) => 100 * inverse(fast, slow) ** 2);
  const { inverseSpacings, means } = radialAverage(image.panels, scattering, 200);
  const filled = [...means.keys()].filter((i) => !Number.isNaN(means[i]));
  expect(filled.length).toBeGreaterThan(150);
  for (const i of filled) {
    const width = (inverseSpacings[1] as number) - (inverseSpacings[0] as number);
    expect(Math.abs((means[i] as number) - 100 * (inverseSpacings[i] as number) ** 2)).toBeLessThan(
      100 * 2 * (inverseSpacings[i] as number) * width,
    );
  }
});
