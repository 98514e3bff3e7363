import { describe, expect, test } from 'vitest';
import { chargeSharing, sharingWeights } from './charge-sharing';
import { photon } from './photon';
import { errorFunction } from './point-spread/error-function';

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

describe('photon noise that is shared', () => {
  const SIDE = 300;
  const MEAN = 400;
  const SIGMA = 20 / 75;
  const weights = sharingWeights(SIGMA);
  const at = (d: number) => weights[Math.abs(d)] ?? 0;
  /** Sum over all pixels of the product of their weights and those of the pixels `shift` further. */
  const overlap = (shift: number) => {
    let sum = 0;
    for (let d = -weights.length - 2; d <= weights.length; d++) sum += at(d) * at(d + shift);
    return sum;
  };

  const context = { seed: 11, image: 0, panel: 0, shape: [SIDE, SIDE] as const };
  const shared = new Float64Array(SIDE * SIDE).fill(MEAN);
  photon.apply(shared, {}, context);
  chargeSharing.apply(shared, { sigmaUm: 20, pixelUm: 75 }, context);
  /** Mean product of the deviations of pixels and those that stand [slow, fast] from them, away from the edges. */
  const covariance = (slow: number, fast: number) => {
    let [sum, count] = [0, 0];
    for (let s = 5; s < SIDE - 10; s++) {
      for (let f = 5; f < SIDE - 10; f++, count++) {
        const [one, other] = [shared[s * SIDE + f], shared[(s + slow) * SIDE + f + fast]] as [number, number];
        sum += (one - MEAN) * (other - MEAN);
      }
    }
    return sum / count;
  };

  test.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 3],
  ])('pixels %i rows and %i columns apart vary together as their weights overlap', (slow, fast) => {
    const expected = MEAN * overlap(slow) * overlap(fast);
    // Five standard errors of a variance, less than that of a covariance.
    expect(Math.abs(covariance(slow, fast) - expected)).toBeLessThan(
      5 * MEAN * overlap(0) ** 2 * Math.sqrt(2 / SIDE ** 2),
    );
  });

  test('photons one by one would scatter more: by the weight of a cloud sqrt(2) as wide', () => {
    const STEPS = 4000;
    const REACH = 4;
    let squares = 0;
    for (let i = 0; i < STEPS; i++) {
      // Where a photon hits along one direction, seen from the middle of a pixel, and what that pixel gets of it.
      const x = ((i + 0.5) / STEPS - 0.5) * 2 * REACH;
      const edge = (to: number) => errorFunction((to - x) / (Math.SQRT2 * SIGMA)) / 2;
      squares += ((edge(0.5) - edge(-0.5)) ** 2 * 2 * REACH) / STEPS;
    }
    const single = sharingWeights(Math.SQRT2 * SIGMA)[0] as number;
    expect(squares).toBeCloseTo(single, 9);
    expect(single ** 2).toBeCloseTo(0.49, 2);
    expect(overlap(0) ** 2).toBeCloseTo(0.41, 2);
  });
});
