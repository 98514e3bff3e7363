import { expect, test } from 'vitest';
import { fitTogether } from './fit-together';
import { addJoined, joinedDeviance } from './joined-restraints';
import { squareMatrix } from './linear-algebra';
import { onePixel } from './one-pixel.fixture';

const RESTRAINT = {
  weights: [
    [0, 1],
    [2, -0.5],
  ],
  value: 0.3,
  sigma: 0.2,
} as const;

test('the score of a joined restraint is minus half the slope of its deviance, and its information half the curvature', () => {
  const x = [0.7, 5, -0.4];
  const sums = { information: squareMatrix(3), score: new Float64Array(3) };
  addJoined(sums, [RESTRAINT], x);
  const at = (i: number, j: number, a: number, b: number) =>
    joinedDeviance(
      [RESTRAINT],
      x.map((value, k) => value + (k === i ? a : 0) + (k === j ? b : 0)),
    );
  // A quadratic form has exact differences.
  for (const i of [0, 1, 2]) {
    expect(sums.score[i]).toBeCloseTo(-(at(i, i, 0.5, 0) - at(i, i, -0.5, 0)) / 2, 10);
    for (const j of [0, 1, 2]) {
      const mixed = at(i, j, 1, 1) - at(i, j, 1, 0) - at(i, j, 0, 1) + at(i, j, 0, 0);
      expect(sums.information.values[3 * i + j]).toBeCloseTo(mixed / 2, 9);
    }
  }
});

test('a restraint between unknowns of two shots draws both towards each other, by the sigma of each', async () => {
  const counted = [130, 70] as const;
  const sigma = 0.1;
  const shots = [onePixel('f-hkl.1.2.3', counted[0]), onePixel('f-hkl.-1.-2.-3', counted[1])];
  const weights = [
    ['f-hkl.1.2.3', 1],
    ['f-hkl.-1.-2.-3', -1],
  ] as const;
  const fit = await fitTogether(
    shots.map((problem) => ({ problem, start: { x: Float64Array.of(0), background: new Float64Array(0) } })),
    { tolerance: 1e-4, maxEvaluations: 50, isShared: () => true, restraints: [{ weights, value: 0, sigma }] },
  );
  expect(fit.converged).toBe(true);
  // The minimum by bisection: the slopes of both deviances and of the restraint cancel.
  const slope = (y: number, x: number) =>
    (4 * 100 * Math.exp(2 * x) * (y - 100 * Math.exp(2 * x))) / (100 * Math.exp(2 * x) + 10);
  const other = (x: number) => x - (sigma ** 2 * slope(counted[0], x)) / 2;
  let [low, high] = [-0.5, 0.5];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (slope(counted[0], middle) + slope(counted[1], other(middle)) > 0) low = middle;
    else high = middle;
  }
  expect(fit.shots[0]?.x[0]).toBeCloseTo(low, 5);
  expect(fit.shots[1]?.x[0]).toBeCloseTo(other(low), 5);
  const [one = 0, mate = 0] = fit.shots.map(
    ({ x: [x = 0] }) => (4 * (100 * Math.exp(2 * x)) ** 2) / (100 * Math.exp(2 * x) + 10),
  );
  const pair = 1 / sigma ** 2;
  const determinant = (one + pair) * (mate + pair) - pair ** 2;
  expect([...fit.covariance.shared.matrix.values]).toEqual(
    [mate + pair, pair, pair, one + pair].map((value) => expect.closeTo(value / determinant, 7)),
  );
});
