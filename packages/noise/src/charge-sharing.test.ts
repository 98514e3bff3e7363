import { errorFunction } from '@braggsim/core/random';
import { describe, expect, test } from 'vitest';
import { chargeSharing, sharingWeights } from './charge-sharing';
import { photon } from './photon';

const total = (weights: Float64Array) => weights.reduce((sum, w, d) => sum + (d === 0 ? w : 2 * w), 0);

test.each([0.01, 0.1, 0.2, 0.5, 1.7])('the weights of a cloud of %d pixels add up to 1', (sigma) => {
  expect(total(sharingWeights(sigma))).toBeCloseTo(1, 12);
});

test('small clouds: the neighbour receives sigma / sqrt(2 pi) of the charge, the flow across one edge', () => {
  for (const sigma of [0.01, 0.05, 0.1]) {
    expect(sharingWeights(sigma)[1]).toBeCloseTo(sigma / Math.sqrt(2 * Math.PI), 12);
  }
});

test('large clouds: the spread of hits and cloud adds up to a variance of 1/6 + sigma^2 in pixels', () => {
  for (const sigma of [1.2, 2, 3.7]) {
    const weights = sharingWeights(sigma);
    const variance = weights.reduce((sum, w, d) => sum + 2 * w * d * d, 0);
    // The positions of hits and the area of the collecting pixel each contribute the variance of a uniform distribution, 1/12.
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

test('a cloud of radius 0 changes nothing', () => {
  const values = Float64Array.of(1, 2, 3, 4);
  chargeSharing.apply(values, {}, { seed: 1, image: 0, panel: 0, shape: [2, 2] });
  expect([...values]).toEqual([1, 2, 3, 4]);
});

describe('photon noise after charge sharing', () => {
  const SIDE = 300;
  const MEAN = 400;
  const SIGMA = 20 / 75;
  const weights = sharingWeights(SIGMA);
  const at = (d: number) => weights[Math.abs(d)] ?? 0;
  /** Sum over all pixels of the product of their weights and the weights of the pixels `shift` away. */
  const overlap = (shift: number) => {
    let sum = 0;
    for (let d = -weights.length - 2; d <= weights.length; d++) sum += at(d) * at(d + shift);
    return sum;
  };

  const context = { seed: 11, image: 0, panel: 0, shape: [SIDE, SIDE] as const };
  const shared = new Float64Array(SIDE * SIDE).fill(MEAN);
  photon.apply(shared, {}, context);
  chargeSharing.apply(shared, { sigmaUm: 20, pixelUm: 75 }, context);
  /** Covariance of pixels and the pixels [slow, fast] away from them, without those near the edges. */
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
  ])(
    'the covariance of pixels %i rows and %i columns apart follows from the overlap of their weights',
    (slow, fast) => {
      const expected = MEAN * overlap(slow) * overlap(fast);
      // Five standard errors of a variance; that of a covariance is smaller.
      expect(Math.abs(covariance(slow, fast) - expected)).toBeLessThan(
        5 * MEAN * overlap(0) ** 2 * Math.sqrt(2 / SIDE ** 2),
      );
    },
  );

  test('sharing photon by photon would leave a larger variance: the weight of a cloud sqrt(2) times as wide', () => {
    const STEPS = 4000;
    const REACH = 4;
    let squares = 0;
    for (let i = 0; i < STEPS; i++) {
      // Position of a photon along one direction from the centre of a pixel, and the fraction that this pixel receives.
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
