import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  columns,
  cross,
  crossProducts,
  determinant,
  dot,
  fromColumns,
  fromRows,
  IDENTITY,
  length,
  type Mat3,
  mapBasis,
  multiply,
  reciprocal,
  rotateAbout,
  rotateThroughAxes,
  rotateXYZ,
  rows,
  scale,
  subtract,
  transform,
  transpose,
  tripleProduct,
  unit,
  type Vec3,
} from './vector';

const THIRD = 1 / 3;
const thirds: Vec3 = [THIRD, THIRD, THIRD];
const ZERO: Vec3 = [0, 0, 0];

describe('no operation goes through single precision', () => {
  test('1/3 is not a float32 number', () => expect(Math.fround(THIRD)).not.toBe(THIRD));

  test.each<[string, Vec3]>([
    ['add', add(thirds, ZERO)],
    ['subtract', subtract(thirds, ZERO)],
    ['scale', scale(thirds, 1)],
    ['cross', cross([0, THIRD, -THIRD], [-1, -1, -1])],
    ['unit', unit([THIRD, 0, 0]).map((x) => x * THIRD) as unknown as Vec3],
    ['rotateXYZ', rotateXYZ(thirds, 0, 0, 0)],
    ['rotateAbout', rotateAbout(thirds, [1, 0, 0], 0)],
    ['transform', transform(IDENTITY, thirds)],
  ])('%s', (name, result) => {
    expect(Array.isArray(result)).toBe(true);
    expect(result[0]).toBe(name === 'cross' ? -2 * THIRD : THIRD);
  });

  test('dot and length', () => {
    expect(dot(thirds, [1, 0, 0])).toBe(THIRD);
    expect(length([THIRD, 0, 0])).toBe(THIRD);
    expect(length(thirds)).toBe(Math.sqrt(3 * (THIRD * THIRD)));
  });

  test('rotations keep the digits of 1/3 too', () => {
    const turned = rotateAbout(rotateXYZ(thirds, 0.3, -0.2, 0.1), [0, 0, 1], -0.1);
    const back = rotateXYZ(rotateXYZ(turned, 0, 0.2, 0), -0.3, 0, 0);
    for (const x of back) expect(Math.abs(x - THIRD)).toBeLessThan(2e-16);
  });

  test('arguments stay as they are', () => {
    const [u, v] = [Object.freeze([1, 2, 3] as const), Object.freeze([4, 5, 6] as const)];
    expect([add(u, v), subtract(u, v), cross(u, v), scale(u, 2)]).toEqual([
      [5, 7, 9],
      [-3, -3, -3],
      [-3, 6, -3],
      [2, 4, 6],
    ]);
  });
});

test('the unit vector of nothing is nothing', () => expect(unit(ZERO)).toEqual(ZERO));

test('rotations are right-handed and active', () => {
  const near = (found: Vec3, expected: Vec3) => expect(length(subtract(found, expected))).toBeLessThan(1e-15);
  near(rotateXYZ([0, 1, 0], Math.PI / 2, 0, 0), [0, 0, 1]);
  near(rotateXYZ([0, 0, 1], 0, Math.PI / 2, 0), [1, 0, 0]);
  near(rotateXYZ([1, 0, 0], 0, 0, Math.PI / 2), [0, 1, 0]);
  // x first: y goes to z and stays there, which about y then goes to x.
  near(rotateXYZ([0, 1, 0], Math.PI / 2, Math.PI / 2, 0), [1, 0, 0]);
  near(rotateAbout([1, 0, 0], [0, 0, 1], Math.PI / 2), [0, 1, 0]);
});

const component = fc.double({ min: -10, max: 10, noNaN: true });
const anyVector = fc.tuple(component, component, component);
const angle = fc.double({ min: -7, max: 7, noNaN: true });

test('rotations keep lengths, angles and handedness', () => {
  fc.assert(
    fc.property(anyVector, anyVector, anyVector, angle, (u, v, towards, by) => {
      fc.pre(length(towards) > 1e-3);
      const axis = unit(towards);
      const [a, b] = [rotateAbout(u, axis, by), rotateAbout(v, axis, by)];
      expect(dot(a, b)).toBeCloseTo(dot(u, v), 11);
      expect(length(subtract(cross(a, b), rotateAbout(cross(u, v), axis, by)))).toBeLessThan(1e-11);
      expect(dot(a, axis)).toBeCloseTo(dot(u, axis), 12);
    }),
  );
});

test('about lab axes both rotations are the same', () => {
  fc.assert(
    fc.property(anyVector, angle, (v, by) => {
      for (const axis of [0, 1, 2]) {
        const angles = [0, 1, 2].map((i) => (i === axis ? by : 0)) as [number, number, number];
        const along = [0, 1, 2].map((i) => (i === axis ? 1 : 0)) as unknown as Vec3;
        expect(length(subtract(rotateXYZ(v, ...angles), rotateAbout(v, along, by)))).toBeLessThan(1e-13);
      }
    }),
  );
});

test('what axes carry is turned by the first of them first, whatever their lengths', () => {
  const [x, y, z] = rotateThroughAxes(
    [1, 0, 0],
    [
      [0, 0, 2],
      [3, 0, 0],
    ],
    [90, 90],
  );
  expect(x).toBeCloseTo(0, 15);
  expect(y).toBeCloseTo(0, 15);
  expect(z).toBeCloseTo(1, 15);
  expect(rotateThroughAxes([1, 2, 3], [[0, 1, 0]], [])).toEqual([1, 2, 3]);
});

describe('matrices', () => {
  const m: Mat3 = [1, 2, 3, 4, 5, 6, 7, 8, 10];
  const n: Mat3 = [2, -1, 0, 1, 3, -2, 0, 5, 1];

  test('rows and columns, there and back', () => {
    expect(rows(m)[1]).toEqual([4, 5, 6]);
    expect(columns(m)[1]).toEqual([2, 5, 8]);
    expect(fromRows(rows(m))).toEqual(m);
    expect(fromColumns(columns(m))).toEqual(m);
    expect(fromColumns(rows(m))).toEqual(transpose(m));
    expect(transpose(m)).toEqual([1, 4, 7, 2, 5, 8, 3, 6, 10]);
  });

  test('a product acts as its factors do, the second of them first', () => {
    const v: Vec3 = [0.5, -2, 4];
    expect(multiply(m, n)).toEqual([4, 20, -1, 13, 41, -4, 22, 67, -6]);
    expect(transform(multiply(m, n), v)).toEqual(transform(m, transform(n, v)));
    expect(multiply(m, IDENTITY)).toEqual(m);
  });

  test('a product rounds as the sums of its rows and columns do', () => {
    const digits = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(digits, digits, (x, y) => {
        const [a, b] = [x, y] as unknown as [Mat3, Mat3];
        const turned = mapBasis(columns(b), (column) => transform(a, column));
        expect(multiply(a, b).map((z) => z + 0)).toEqual(fromColumns(turned).map((z) => z + 0));
      }),
    );
  });

  test('determinant and volume', () => {
    expect(determinant(m)).toBe(-3);
    expect(determinant(n)).toBe(27);
    expect(tripleProduct(rows(m))).toBe(-3);
    expect(tripleProduct(columns(n))).toBe(27);
  });

  test('reciprocal vectors are across the others, and their reciprocal vectors are the first ones', () => {
    const basis = rows(m);
    expect(crossProducts(basis)[2]).toEqual(cross(basis[0], basis[1]));
    for (const [i, u] of basis.entries()) {
      for (const [j, v] of reciprocal(basis).entries()) expect(dot(u, v)).toBeCloseTo(i === j ? 1 : 0, 14);
    }
    for (const [i, v] of reciprocal(reciprocal(basis)).entries()) {
      for (const [j, x] of v.entries()) expect(x).toBeCloseTo(basis[i]?.[j] as number, 12);
    }
  });
});
