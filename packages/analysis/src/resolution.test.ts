import { expect, test } from 'vitest';
import { type DetectorPlane, dSpacings, resolutionShells } from './resolution';

/** A detector of 3 x 3 pixels of 10 mm at a distance of 100 mm, with the beam through its centre. */
const plane: DetectorPlane = {
  beam: [1, 0, 0],
  fast: [0, 0, 1],
  slow: [0, -1, 0],
  origin: [0.1, 0.015, -0.015],
  pixelSize: 0.01,
  pixelsFast: 3,
  pixelsSlow: 3,
};

/** Bragg's law: d = lambda / (2 sin theta). */
const bragg = (offset: number, lambda: number) => lambda / (2 * Math.sin(Math.atan2(offset, 0.1) / 2));

test("d-spacings obey Bragg's law", () => {
  const d = dSpacings(plane, 1.5e-10);
  expect(d[4]).toBe(Number.POSITIVE_INFINITY);
  for (const i of [1, 3, 5, 7]) expect(d[i]).toBeCloseTo(bragg(0.01, 1.5), 10);
  for (const i of [0, 2, 6, 8]) expect(d[i]).toBeCloseTo(bragg(0.01 * Math.SQRT2, 1.5), 10);
});

test('shells of equal width in 1/d^2, with mean and deviation of their pixels', () => {
  const d = dSpacings(plane, 1.5e-10);
  const edge = bragg(0.01, 1.5);
  const corner = bragg(0.01 * Math.SQRT2, 1.5);
  // 1/d^2 at the edges is about half of that at the corners: three shells separate centre, edges and corners.
  const shells = resolutionShells([1, 2, 3, 4, 100, 6, 7, 8, 9], d, { shells: 3 });
  expect(shells.map(({ pixels }) => pixels)).toEqual([1, 4, 4]);
  expect(shells.map(({ mean }) => mean)).toEqual([100, 5, 5]);
  expect(shells[0]?.sigma).toBe(0);
  expect(shells[1]?.sigma).toBeCloseTo(Math.sqrt((9 + 1 + 1 + 9) / 4), 12);
  expect(shells[2]?.sigma).toBeCloseTo(Math.sqrt((16 + 4 + 4 + 16) / 4), 12);
  expect(shells[0]?.from).toBe(Number.POSITIVE_INFINITY);
  expect(shells[2]?.to).toBeCloseTo(corner, 12);
  expect(shells[1]?.from).toBeCloseTo(corner * Math.sqrt(3), 10);
  expect(edge).toBeGreaterThan(corner);
});

test('pixels beyond the limits, masked pixels and NaN are ignored', () => {
  const d = Float64Array.of(4, 3, 2, 1);
  expect(resolutionShells([1, 2, 4, 8], d, { shells: 1, dMin: 1.5, dMax: 3.5 })).toEqual([
    { from: 3.5, to: 1.5, pixels: 2, mean: 3, sigma: 1 },
  ]);
  expect(resolutionShells([1, Number.NaN, 4, 8], d, { shells: 1, mask: [1, 1, 0, 1] })[0]).toMatchObject({
    pixels: 2,
    mean: 4.5,
  });
});

test('a shell without pixels has a mean of NaN; pixels of one resolution are in one shell', () => {
  const shells = resolutionShells([1, 2], Float64Array.of(10, 1), { shells: 3 });
  expect(shells.map(({ pixels }) => pixels)).toEqual([1, 0, 1]);
  expect(shells[1]?.mean).toBeNaN();
  expect(resolutionShells([1, 3], Float64Array.of(2, 2), { shells: 2 })[0]).toMatchObject({ pixels: 2, mean: 2 });
});
