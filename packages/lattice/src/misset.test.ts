import { isBraggsimError, units, vector } from '@braggsim/core';
import { ran1 } from '@braggsim/core/random';
import { expect, test } from 'vitest';
import { missetRotation } from './matrices';
import { anglesOf, missetOf, randomMisset } from './misset';
import { randomRotation } from './rotation';

const degrees = (seed: number, angles: 'float32' | 'float64' = 'float32') =>
  randomMisset(seed, { angles }).map(units.toDegrees);

test.each([
  [7, [22.076402, 19.703339, 8.204977]],
  [12345, [105.720755, -34.951318, -97.823571]],
  [54321, [-27.529715, 53.373759, 91.879165]],
])('seed %i draws the orientation of the C program', (seed, expected) => {
  degrees(seed).forEach((angle, i) => {
    expect(angle).toBeCloseTo(expected[i] as number, 6);
  });
});

test('float64 angles come from the same draws', () => {
  degrees(7, 'float64').forEach((angle, i) => {
    expect(angle).toBeCloseTo(degrees(7)[i] as number, 3);
  });
  expect(degrees(7, 'float64')).not.toEqual(degrees(7));
});

test('the three angles make up the drawn rotation', () => {
  for (const seed of [1, 2, 3, 99, 12345]) {
    const drawn = randomRotation(ran1(-seed), 90, 'float32');
    const angles = randomMisset(seed, { angles: 'float32' });
    for (const v of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const) {
      const difference = vector.subtract(vector.rotateXYZ(v, ...angles), vector.transform(drawn, v));
      expect(vector.length(difference)).toBeLessThan(1e-14);
    }
  }
});

test.each([-1, -0.4, 0, 0.7, 1])('angles of a rotation by %d quarter turns about y make it up', (quarters) => {
  for (const [x, z] of [
    [0, 0],
    [0.3, 0.5],
    [-2, 3],
  ] as const) {
    const rotation = missetRotation([x, (quarters * Math.PI) / 2, z]);
    const again = missetRotation(anglesOf(rotation));
    again.forEach((element, i) => {
      expect(element).toBeCloseTo(rotation[i] as number, 14);
    });
  }
});

test('a random misset without a seed is refused with what to give', () => {
  const problem = { expected: 'crystal.missetSeed or seed', found: 'none', remedy: 'give one of them' };
  expect(() => missetOf({ misset: 'random' }, {})).toThrow(expect.objectContaining(problem));
});

test.each([-1, 0.5, 2 ** 31 - 1, Number.NaN])('seed %s is refused', (seed) => {
  let error: unknown;
  try {
    degrees(seed);
  } catch (e) {
    error = e;
  }
  expect(isBraggsimError(error, 'usage') && error.message).toContain(`not ${seed}`);
});
