import { expect, test } from 'vitest';
import { chargeSharing, sharingWeights } from './charge-sharing';

const total = (weights: Float64Array) => weights.reduce((sum, w, d) => sum + (d === 0 ? w : 2 * w), 0);

test.each([0.01, 0.1, 0.2, 0.5, 1.7])('all charge of a cloud of %d pixels is on some pixel', (sigma) => {
  expect(total(sharingWeights(sigma))).toBeCloseTo(1, 12);
});

test('small clouds: the neighbour gets sigma / sqrt(2 pi) of a pixel, as crossing one edge gives', () => {
  for (const sigma of [0.01, 0.05, 0.1]) {
    expect(sharingWeights(sigma)[1]).toBeCloseTo(sigma / Math.sqrt(2 * Math.PI), 12);
  }
});

test('large clouds: the spread of hits and cloud adds up to a variance of 1/6 + sigma^2 in pixels', () => {
  for (const sigma of [1.2, 2, 3.7]) {
    const weights = sharingWeights(sigma);
    const variance = weights.reduce((sum, w, d) => sum + 2 * w * d * d, 0);
    // Hits are spread over a pixel and what is collected over another one: 1/12 each.
    expect(variance).toBeCloseTo(1 / 6 + sigma ** 2, 9);
  }
});

test('a photon in the middle of a panel loses nothing, one in the corner a quarter of its cloud', () => {
  const shape = [9, 9] as const;
  const spot = (at: number) => {
    const values = new Float64Array(81);
    values[at] = 1000;
    chargeSharing.apply(values, { sigmaUm: 10, pixelUm: 75 }, { seed: 1, image: 0, panel: 0, shape });
    return values;
  };
  const middle = spot(40);
  expect(middle.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1000, 9);
  expect(middle[39]).toBe(middle[41]);
  expect(middle[31]).toBe(middle[49]);
  const side = sharingWeights(10 / 75)[1] as number;
  expect(spot(0).reduce((sum, x) => sum + x, 0)).toBeCloseTo(1000 * (1 - side) ** 2, 9);
});

test('no cloud, no change', () => {
  const values = Float64Array.of(1, 2, 3, 4);
  chargeSharing.apply(values, {}, { seed: 1, image: 0, panel: 0, shape: [2, 2] });
  expect([...values]).toEqual([1, 2, 3, 4]);
});
