import { type Mat3, vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { givenRotation, spotBFactor } from './given-rotation';

const half = Math.SQRT1_2;
/** A turn of 120 degrees about the diagonal of x, y and z: x becomes y, y becomes z. */
const ABOUT_DIAGONAL: Mat3 = [0, 0, 1, 1, 0, 0, 0, 1, 0];

test('no orientation is none', () => {
  expect(givenRotation({ misset: [1, 2, 3] })).toBeUndefined();
});

test.each<[string, readonly number[], Mat3]>([
  ['a quarter turn about z', [half, 0, 0, half], [0, -1, 0, 1, 0, 0, 0, 0, 1]],
  ['a turn about the diagonal', [0.5, 0.5, 0.5, 0.5], ABOUT_DIAGONAL],
  ['a length of 1.00009', [0.500045, 0.500045, 0.500045, 0.500045], ABOUT_DIAGONAL],
])('a quaternion, cosine of half the angle first: %s', (_, orientation, expected) => {
  const rotation = givenRotation({ orientation }) as Mat3;
  for (const [i, x] of rotation.entries()) expect(x).toBeCloseTo(expected[i] as number, 14);
});

test('a matrix counts as it is, rounded as files have it', () => {
  expect(givenRotation({ orientation: ABOUT_DIAGONAL })).toEqual(ABOUT_DIAGONAL);
  const rounded = [0.6, -0.80002, 0, 0.80002, 0.6, 0, 0, 0, 1];
  expect(givenRotation({ orientation: rounded })).toEqual(rounded);
});

test.each<[string, readonly number[], string]>([
  ['a long quaternion', [0.6, 0.5, 0.5, 0.5], 'a unit quaternion, whose length is 1, not 1.05'],
  ['a short quaternion', [0, 0, 0, 0.999], 'a unit quaternion, whose length is 1, not 0.999'],
  ['a mirror', [-1, 0, 0, 0, 1, 0, 0, 0, 1], 'a rotation matrix, whose rows are perpendicular'],
  ['a long row', [1.001, 0, 0, 0, 1, 0, 0, 0, 1], 'a rotation matrix'],
  ['rows that are not perpendicular', [1, 0, 0, 0.01, 1, 0, 0, 0, 1], 'a rotation matrix'],
])('%s is refused', (_, orientation, expected) => {
  const orient = () => givenRotation({ orientation });
  expect(orient).toThrow(`crystal.orientation is ${expected}`);
  expect(orient).toThrow(`: found ${orientation.join(' ')}`);
});

test.each([
  ['crystal.misset', { misset: [1, 2, 3] }],
  ['crystal.matrix', { matrix: 'crystal.mat' }],
] as const)('an orientation beside %s is refused', (other, section) => {
  expect(() => givenRotation({ orientation: [1, 0, 0, 0], ...section })).toThrow(
    expect.objectContaining({
      message: `crystal.orientation and ${other} both orient the crystal; leave one of them out`,
      tag: 'usage',
    }),
  );
});

test('the B factor of spots: as given, or 4 d^2 + 2 of a resolution d', () => {
  expect(spotBFactor()).toBe(0);
  expect(spotBFactor({ bFactorA2: 20 })).toBe(20);
  expect(spotBFactor({ resolutionA: 3 })).toBe(38);
  expect(() => spotBFactor({ bFactorA2: 20, resolutionA: 3 })).toThrow('both set the B factor of the spots');
});

test('a quaternion is that of the rotation which turns a vector with it', () => {
  // By 50 degrees about (1, 2, 2)/3, worked out by the formula of Rodrigues.
  const angle = (50 * Math.PI) / 180;
  const axis = [1 / 3, 2 / 3, 2 / 3] as const;
  const s = Math.sin(angle / 2);
  const rotation = givenRotation({
    orientation: [Math.cos(angle / 2), s * axis[0], s * axis[1], s * axis[2]],
  }) as Mat3;
  const v = [0.3, -0.8, 0.5] as const;
  const along = vector.dot(v, axis);
  const cross = vector.cross(axis, v);
  for (const [i, x] of vector.transform(rotation, v).entries()) {
    const expected =
      (v[i] as number) * Math.cos(angle) +
      (cross[i] as number) * Math.sin(angle) +
      (axis[i] as number) * along * (1 - Math.cos(angle));
    expect(x).toBeCloseTo(expected, 14);
  }
});
