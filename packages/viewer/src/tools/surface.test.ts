import { expect, test } from 'vitest';
import { WHOLE } from '../image/placement';
import type { ShownImage } from '../image/shown-image';
import { facetsOf, MAX_SURFACE_PX, surfaceValues } from './surface';

const pixels = Float32Array.from({ length: 200 * 150 }, (_, i) => (i % 200) + 1000 * Math.floor(i / 200));
const image = {
  width: 200,
  height: 150,
  panels: [{ name: 'p', pixels, pixelsFast: 200, pixelsSlow: 150, levels: [], place: WHOLE }],
} as unknown as ShownImage;

test('a box has the values of its pixels, whichever corner comes first; a large one those of its middle', () => {
  const { columns, rows, values } = surfaceValues(image, [14, 8], [10.2, 5.5]);
  expect([columns, rows]).toEqual([4, 3]);
  expect([...values.slice(0, 5)]).toEqual([5010, 5011, 5012, 5013, 6010]);
  const large = surfaceValues(image, [0, 0], [200, 150]);
  expect([large.columns, large.rows]).toEqual([MAX_SURFACE_PX, MAX_SURFACE_PX]);
  expect(large.values[0]).toBe(52 + 1000 * 27);
});

test('facets lie on the screen, the nearest last, and a peak is higher than the plain', () => {
  const flat = Float64Array.from({ length: 25 }, (_, i) => (i === 12 ? 1 : 0));
  const surface = { columns: 5, rows: 5, values: flat };
  for (const outlook of [
    { turnDeg: 0, tiltDeg: 30 },
    { turnDeg: 130, tiltDeg: 0 },
    { turnDeg: -60, tiltDeg: 90 },
  ]) {
    const facets = facetsOf(surface, outlook, (value) => value);
    expect(facets).toHaveLength(16);
    for (const { corners } of facets)
      for (const x of corners.flat()) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(1);
      }
    expect(facets.map(({ depth }) => depth)).toEqual(facets.map(({ depth }) => depth).toSorted((a, b) => a - b));
  }
  const sideways = facetsOf(surface, { turnDeg: 0, tiltDeg: 0 }, (value) => value);
  const heights = sideways.flatMap(({ corners }) => corners.map(([, y]) => y));
  expect(Math.max(...heights) - Math.min(...heights)).toBeCloseTo(0.6 / (Math.SQRT2 + 0.6), 9);
});

test('pixels without a value leave a hole', () => {
  const values = Float64Array.of(1, 1, 1, 1, Number.NaN, 1, 1, 1, 1);
  expect(facetsOf({ columns: 3, rows: 3, values }, { turnDeg: 0, tiltDeg: 45 }, (value) => value)).toEqual([]);
});
